"""Board: arguments, the hook, and pages on which some or all postings can't be read."""

# ruff: noqa: ARG002  # the hooks have the signatures that the board calls
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from jobspider.boards.board import Board
from jobspider.boards.raw import Raw
from jobspider.errors import ConfigError, SchemaChangedError
from spiders.indeed import IndeedSpider

PAGE = HtmlResponse("https://jobs.example/list", body=b"<html></html>", encoding="utf-8")


class Numbers(Board):
    """A page of four postings; the second can't be read."""

    name = "numbers"
    start_urls = ["https://jobs.example/list?page=1"]  # noqa: RUF012

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        return [partial(self.row, number) for number in (1, 0, 2, 3)]

    def row(self, number: int) -> Raw:
        return {"source_id": str(6 // number), "title": f"Job {number}"}


class Picky(Numbers):
    name = "picky"

    def refine(self, raw: Raw, response: Response) -> Raw | None:
        if raw["title"] == "Job 1":
            raise DropItem("not this one")
        if raw["title"] == "Job 2":
            return {**raw, "company": "New row"}
        raw["company"] = "Changed in place"
        return None


def test_one_unreadable_posting_never_costs_the_page(caplog: pytest.LogCaptureFixture) -> None:
    assert [raw["title"] for raw in Numbers().postings(PAGE)] == ["Job 1", "Job 2", "Job 3"]
    assert "Posting 2 of https://jobs.example/list can't be read: " in caplog.text


def test_an_unreadable_posting_is_counted_in_the_crawls_statistics() -> None:
    crawler = get_crawler(Numbers)
    spider = Numbers.from_crawler(crawler)

    list(spider.postings(PAGE))

    assert crawler.stats.get_value("postings/unreadable") == 1


def test_refine_changes_replaces_and_drops() -> None:
    assert list(Picky().postings(PAGE)) == [
        {"source_id": "3", "title": "Job 2", "company": "New row"},
        {"source_id": "2", "title": "Job 3", "company": "Changed in place"},
    ]


def test_raw_postings_are_those_before_the_hook() -> None:
    class First(Picky):
        def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
            return [partial(self.row, 1)]

    assert list(First().raw_postings(PAGE)) == [{"source_id": "6", "title": "Job 1"}]


def test_a_page_of_which_nothing_can_be_read_has_changed_its_layout() -> None:
    class Broken(Numbers):
        def row(self, number: int) -> Raw:
            raise KeyError("title")

    with pytest.raises(SchemaChangedError, match="None of the 4 postings on https://jobs"):
        list(Broken().postings(PAGE))


def test_a_page_whose_postings_are_all_left_out_has_not_changed() -> None:
    class Nothing(Numbers):
        def refine(self, raw: Raw, response: Response) -> Raw | None:
            raise DropItem("none wanted")

    assert list(Nothing().postings(PAGE)) == []


async def first_request(spider: Board) -> Any:
    return await anext(aiter(spider.start()))


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://127.0.0.1:8000/"])
def test_base_url_moves_the_start_urls_to_another_host(base_url: str) -> None:
    spider = Numbers(base_url=base_url)

    request = run(first_request(spider))

    assert request.url == "http://127.0.0.1:8000/list?page=1"
    assert spider.allowed_domains == ["127.0.0.1"]
    assert request.dont_filter is False


def run(coroutine: Any) -> Any:
    """The result of a coroutine that waits for nothing."""
    with pytest.raises(StopIteration) as ended:
        coroutine.send(None)
    return ended.value.value


def test_a_site_that_needs_a_browser_asks_for_one() -> None:
    class Rendered(Numbers):
        playwright = True

    assert run(first_request(Rendered())).meta == {"playwright": True}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"qery": "x"}, r"no argument 'qery'; .* base_url, run, due, max_requests, max_bytes, query, .*, pages"),
        ({"days": "three"}, "days must be a whole number of at least 0, not 'three'"),
        ({"days": "-1"}, "days must be a whole number"),
        ({"pages": "0"}, "pages must be a whole number of at least 1"),
        ({"pages": "²"}, "pages must be a whole number"),
        ({"base_url": "localhost:8000"}, "base_url must look like"),
        ({"base_url": "ftp://host"}, "base_url must look like"),
        ({"base_url": "http://host/jobs"}, "base_url must look like"),
        ({"base_url": "http://host:port"}, "base_url must look like"),
        ({"base_url": "http://[::1"}, "base_url must look like"),
        ({"base_url": "http://me:hunter2@host"}, "base_url must look like"),
    ],
)
def test_a_wrong_argument_is_named_in_one_sentence(arguments: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        IndeedSpider(**arguments)


def test_the_argument_that_scrapyd_adds_is_let_through() -> None:
    assert IndeedSpider(_job="26f1", run="2026-11-22").run == "2026-11-22"


def test_a_spider_may_say_by_itself_how_many_items_go_at_once() -> None:
    class Own(Numbers):
        custom_settings = {"CONCURRENT_ITEMS": 50}  # noqa: RUF012

    assert get_crawler(Numbers).settings.getint("CONCURRENT_ITEMS") == Numbers.items_at_once == 16
    assert get_crawler(Own).settings.getint("CONCURRENT_ITEMS") == 50
    runner = AsyncCrawlerRunner()  # merges its own settings, with all of Scrapy's defaults, into the crawler's
    assert runner.create_crawler(Crawler(Numbers)).settings.getint("CONCURRENT_ITEMS") == Numbers.items_at_once
    assert get_crawler(Numbers, {"CONCURRENT_ITEMS": 7}).settings.getint("CONCURRENT_ITEMS") == 7


def test_autothrottle_takes_nothing_from_a_delay_of_more_than_a_minute() -> None:
    class Slow(Numbers):
        custom_settings = {"DOWNLOAD_DELAY": 300}  # noqa: RUF012

    assert get_crawler(Slow).settings.getfloat("AUTOTHROTTLE_MAX_DELAY") == 300
    runner = AsyncCrawlerRunner({"DOWNLOAD_DELAY": 3})
    runner.settings.set("DOWNLOAD_DELAY", "86400", priority="cmdline")
    assert runner.create_crawler(Numbers).settings.getfloat("AUTOTHROTTLE_MAX_DELAY") == 86_400
    assert get_crawler(Numbers, {"DOWNLOAD_DELAY": 3}).settings.getfloat("AUTOTHROTTLE_MAX_DELAY") == 60
