"""JSON APIs and platforms: given a server that answers like them, when crawled, then these postings."""

import logging
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Response
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from sqlalchemy import create_engine, update

from jobspider.boards.credited import CreditedBoard
from jobspider.boards.employers import EmployersBoard, employers_of
from jobspider.boards.json_api import JsonApiBoard
from jobspider.boards.json_document import at, decoded
from jobspider.boards.json_paging import Cursor, NextLink, Offset, PageNumber, Paging, Whole
from jobspider.boards.reading import response_of
from jobspider.config import config
from jobspider.errors import ConfigError, SchemaChangedError
from jobspider.tables import job_pages
from spiders.adzuna import AdzunaSpider
from spiders.arbeitnow import ArbeitnowSpider
from spiders.personio import PersonioSpider
from spiders.reed import ReedSpider
from spiders.remotive import RemotiveSpider
from tests.api_server import api_server
from tests.crawling import ROOT, content, last_run, rows, scrapy

LOADER = SpiderLoader.from_settings(get_project_settings())
CREDITED = [name for name in LOADER.list() if issubclass(LOADER.load(name), CreditedBoard)]
API_SPIDERS = [name for name in CREDITED if issubclass(LOADER.load(name), JsonApiBoard)]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'jobs.db'}"


def crawl(database: str, *arguments: str, **settings: str) -> tuple[int, str]:
    """`scrapy crawl …`: its exit code, and all that it said."""
    named = [part for argument in arguments[1:] for part in ("-a", argument)]
    ended = scrapy("crawl", arguments[0], *named, cwd=ROOT, **{"database_url": database, **settings})
    return ended.code, ended.out + ended.err


# Lists in pages


def arbeitnow_job(number: int) -> dict[str, Any]:
    return {"slug": f"job-{number}", "url": f"https://www.arbeitnow.com/jobs/{number}", "title": f"Job {number}"}


@pytest.mark.servers
def test_a_list_is_followed_by_its_links_to_its_end(database: str) -> None:
    def answers(path: str, query: dict[str, str]) -> Any:
        page = int(query.get("page", 1))
        following = f"https://www.arbeitnow.com{path}?page={page + 1}" if page < 3 else None
        return {"data": [arbeitnow_job(10 * page + n) for n in range(2)], "links": {"next": following}}

    with api_server(answers) as server:
        code, said = crawl(database, "arbeitnow", f"base_url={server.url}")

    assert code == 0, said
    assert server.pages == ["/api/job-board-api", "/api/job-board-api?page=2", "/api/job-board-api?page=3"]
    assert server.asked[0] == "/robots.txt"
    assert "Attribution: Link back to Arbeitnow.com." in said
    assert sorted(content(database)) == ["job-10", "job-11", "job-20", "job-21", "job-30", "job-31"]


@pytest.mark.servers
def test_pages_bounds_the_list_and_a_row_that_is_none_costs_only_itself(database: str) -> None:
    def answers(path: str, query: dict[str, str]) -> Any:
        page = int(query["page"])
        job = {"id": 100 + page, "name": "Analyst", "refs": {"landing_page": f"https://www.themuse.com/jobs/{page}"}}
        return {"page": page, "page_count": 50, "results": [None, job, {"id": 7}]}

    with api_server(answers) as server:
        code, said = crawl(database, "themuse", f"base_url={server.url}", "pages=3", "query=", "location=")

    assert code in (0, 7), said
    assert [path.partition("page=")[2].partition("&")[0] for path in server.pages] == ["0", "1", "2"]
    assert sorted(content(database)) == ["100", "101", "102"]


@pytest.mark.servers
def test_an_api_that_ignores_its_paging_is_asked_no_further(database: str) -> None:
    def answers(path: str, query: dict[str, str]) -> Any:
        return {"data": [arbeitnow_job(1)], "links": {"next": f"{path}?page={int(query.get('page', 1)) + 1}"}}

    with api_server(answers) as server:
        code, said = crawl(database, "arbeitnow", f"base_url={server.url}", "pages=50")

    assert code == 0, said
    assert len(server.pages) == 2


def test_a_link_to_another_host_is_not_followed() -> None:
    document = b'{"data": [{"slug": "a", "url": "https://www.arbeitnow.com/a"}], "links": {"next": "https://elsewhere.example/2"}}'
    response = response_of(document, "https://www.arbeitnow.com/api/job-board-api", "page.json")

    assert [type(each) for each in ArbeitnowSpider().parse(response)] == [dict]


URL = "https://api.example/jobs?page=3"


@pytest.mark.parametrize(
    ("paging", "document", "count", "following"),
    [
        (Whole(), {"next": 2}, 10, None),
        (PageNumber(), {}, 10, "https://api.example/jobs?page=4"),
        (PageNumber(), {}, 0, None),
        (PageNumber(size=20), {}, 19, None),
        (PageNumber(pages_at="meta.pages"), {"meta": {"pages": 3}}, 10, None),
        (PageNumber(pages_at="meta.pages"), {"meta": {"pages": "4"}}, 1, "https://api.example/jobs?page=4"),
        (PageNumber(first=0, pages_at="pages"), {"pages": 4}, 10, None),
        (Offset(total_at="total"), {"total": 150}, 100, f"{URL}&offset=100"),
        (Offset(total_at="total"), {"total": 100}, 100, None),
        (Offset(), {}, 0, None),
        (Cursor("after", at="paging.cursor"), {"paging": {"cursor": "x y"}}, 10, f"{URL}&after=x+y"),
        (Cursor("after", at="paging.cursor"), {"paging": {}}, 10, None),
        (NextLink("next"), {"next": "/jobs?page=9"}, 10, "https://api.example/jobs?page=9"),
        (NextLink("next"), {"next": None}, 10, None),
    ],
)
def test_each_way_of_paging_knows_the_next_page(
    paging: Paging, document: Any, count: int, following: str | None
) -> None:
    assert paging.next_url(URL, document, count) == following


# Documents


def test_unknown_escapes_and_stray_bytes_are_repaired() -> None:
    document = decoded(b'\xef\xbb\xbf{"a": "at\\someone\\u00e9 \\"x\\" \\\\", "b": "caf\xe9\nline"}')

    assert document == {"a": 'atsomeoneé "x" \\', "b": "café\nline"}


@pytest.mark.parametrize("deep", [b"[" * 5000, b'["\\x", ' + b"[" * 5000])
def test_a_document_that_is_nested_too_deeply_is_refused_also_when_it_needs_repair(deep: bytes) -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        decoded(deep)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'{"jobs": [', b"[" * 100_000])
def test_what_is_no_json_is_a_changed_schema(body: bytes) -> None:
    with pytest.raises(SchemaChangedError, match="did not answer with JSON"):
        list(RemotiveSpider().postings(response_of(body, "https://remotive.com/api/remote-jobs", "page.json")))


@pytest.mark.servers
def test_an_answer_without_its_list_names_what_it_has(database: str) -> None:
    with api_server(lambda _path, _query: {"error": "moved", "ok": False}) as server:
        code, said = crawl(database, "remotive", f"base_url={server.url}")

    assert code == 6, said
    assert "has no list at jobs; what it has is error, ok" in said


@pytest.mark.servers
def test_an_empty_list_is_an_honest_nothing(database: str) -> None:
    with api_server(lambda _path, _query: {"jobs": []}) as server:
        code, said = crawl(database, "remotive", f"base_url={server.url}", "query=xyz")

    assert code == 8, said
    assert server.pages == ["/api/remote-jobs?search=xyz"]


def test_a_path_leads_into_a_document() -> None:
    assert at({"a": {"b": [1]}}, "a.b") == [1]
    assert at({"a": None}, "a.b") is None
    assert at([1], "") == [1]


# Employers


def greenhouse_job(employer: str, number: int) -> dict[str, Any]:
    url = f"https://job-boards.greenhouse.io/{employer}/jobs/{number}"
    return {"id": number, "absolute_url": url, "title": f"Job {number}", "location": {"name": "Leeds"}, "content": "x"}


@pytest.mark.servers
def test_each_employer_of_a_file_is_asked_for_once(database: str, tmp_path: Path) -> None:
    names = tmp_path / "employers.txt"
    names.write_text("# ours\nacme, globex\n\nacme # again\nclosed\n")
    boards = {"acme": [greenhouse_job("acme", 1), greenhouse_job("acme", 2)], "globex": [greenhouse_job("globex", 3)]}

    def answers(path: str, query: dict[str, str]) -> Any:
        employer = path.split("/")[3]
        return {"jobs": boards[employer]} if employer in boards else None

    with api_server(answers) as server:
        code, said = crawl(database, "greenhouse", f"base_url={server.url}", f"employers=@{names}")

    assert code in (0, 7), said
    asked = [f"/v1/boards/{name}/jobs?content=true" for name in ("acme", "globex", "closed")]
    assert sorted(server.pages) == sorted(asked)
    assert {key: row["company"] for key, row in content(database).items()} == {"1": "acme", "2": "acme", "3": "globex"}


@pytest.mark.servers
def test_employers_that_only_their_hosts_tell_apart_are_all_asked_for(database: str) -> None:
    def answers(path: str, query: dict[str, str]) -> Any:
        number = {"acme": 1, "globex": 2}[query["employer"]]
        return {"offers": [{"id": number, "careers_url": f"https://x.example/o/{number}", "title": "Cook"}]}

    with api_server(answers) as server:
        code, said = crawl(database, "recruitee", f"base_url={server.url}", "employers=acme,globex")

    assert code == 0, said
    assert {key: row["company"] for key, row in content(database).items()} == {"1": "acme", "2": "globex"}


@pytest.mark.servers
def test_a_single_employer_is_asked_for_under_the_documented_path(database: str) -> None:
    with api_server(lambda _path, _query: {"offers": []}) as server:
        crawl(database, "recruitee", f"base_url={server.url}", "employers=acme")

    assert server.pages == ["/api/offers/"]


@pytest.mark.servers
def test_details_are_fetched_and_one_that_is_missing_costs_no_posting(database: str) -> None:
    later = dict[str, str | None]()

    def listed(number: int) -> dict[str, Any]:
        company = {"identifier": "Acme", "name": "Acme Ltd"}
        return {"id": str(number), "name": f"Job {number}", "company": company, "location": {"city": "York"}}

    def answers(path: str, query: dict[str, str]) -> Any:
        if path.endswith("/postings"):
            start = int(query["offset"])
            return {"offset": start, "totalFound": 3, "content": [listed(n) for n in (1, 2, 3)][start : start + 2]}
        number = int(path.rsplit("/", 1)[1])
        text = {"title": "Job Description", "text": f"<p>Text {number}</p>"}
        named = later.get(str(number), f"Job {number}")
        gone = number == 2 or named is None
        return None if gone else {**listed(number), "name": named, "jobAd": {"sections": {"jobDescription": text}}}

    with api_server(answers) as server:
        code, said = crawl(database, "smartrecruiters", f"base_url={server.url}", "employers=acme")

        assert code in (0, 7), said
        found = content(database)
        assert {key: row["title"] for key, row in found.items()} == {"1": "Job 1", "2": "Job 2", "3": "Job 3"}
        assert found["2"]["description_text"] is None
        assert found["3"]["description_text"] == "Job Description\n\nText 3"
        assert len([path for path in server.pages if "offset" in path]) == 2

        # A detail that is due is fetched by itself; one that has gone closes its posting.
        later.update({"1": "Changed", "3": None})
        make_due(database)
        server.asked.clear()
        code, said = crawl(database, "smartrecruiters", f"base_url={server.url}", "due=5")

    assert code == 0, said
    assert sorted(path.rsplit("/", 1)[1] for path in server.pages) == ["1", "3"]
    stored = {row["source_id"]: row for row in rows(database)}
    assert (stored["1"]["title"], stored["1"]["closed_at"]) == ("Changed", None)
    assert stored["1"]["description_text"] == "Job Description\n\nText 1"
    assert stored["3"]["closed_reason"] == "gone"


def make_due(database: str) -> None:
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(update(job_pages).values(next_crawl_at=datetime.now(UTC) - timedelta(hours=1)))
    engine.dispose()


@pytest.mark.servers
def test_a_crawl_without_employers_says_how_to_name_them(database: str) -> None:
    code, said = crawl(database, "lever")

    assert code == 2
    assert "-a employers=a,b,c or -a employers=@file" in said
    assert "https://api.lever.co/v0/postings/EMPLOYER" in said


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("acme,../../admin", "'../../admin'"),
        ("https://acme.example/jobs", "in letters, digits"),
        ("@/nowhere/at/all.txt", "can't be read"),
    ],
)
def test_what_can_be_no_employer_is_refused(argument: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        employers_of(argument)


def test_an_employer_may_be_named_by_its_own_host() -> None:
    spider = PersonioSpider(employers="acme.jobs.personio.com")
    response = response_of(
        b"<workzag-jobs><position><id>5</id><name>Cook</name></position></workzag-jobs>", "file:///saved.xml", "x.xml"
    )

    (posting,) = spider.postings(response)

    assert posting["source_id"] == "acme/5"
    assert posting["url"] == "https://acme.jobs.personio.com/job/5"


@pytest.mark.parametrize(
    ("body", "message"), [(b"<html/>", "no workzag-jobs"), (b"<workzag-jobs/>", "-a employers=NAME")]
)
def test_a_page_that_is_no_feed_or_nobodys_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(SchemaChangedError, match=message):
        list(PersonioSpider().postings(response_of(body, "file:///saved.xml", "x.xml")))


# Keys


def adzuna_job(number: int) -> dict[str, Any]:
    url = f"https://www.adzuna.co.uk/jobs/land/ad/{number}?utm_source=my-id&v=1"
    return {"id": str(number), "redirect_url": url, "title": "Analyst", "location": {"area": ["UK"]}}


@pytest.mark.servers
def test_adzunas_key_is_sent_and_is_nowhere_else(database: str, tmp_path: Path) -> None:
    def answers(path: str, query: dict[str, str]) -> Any:
        if (query.get("app_id"), query.get("app_key")) != ("my-id", "s3cret-key"):
            return None
        page = int(path.rsplit("/", 1)[1])
        return {"count": 51, "results": [adzuna_job(100 * page + n) for n in range(50 if page == 1 else 1)]}

    key = {"adzuna_app_id": "my-id", "adzuna_app_key": "s3cret-key"}
    with api_server(answers) as server:
        code, said = crawl(database, "adzuna", f"base_url={server.url}", "market=de", log_level="DEBUG", **key)

    assert code == 0, said
    assert [path.partition("?")[0] for path in server.pages] == [f"/v1/api/jobs/de/search/{page}" for page in (1, 2)]
    assert len(content(database)) == 51
    stored = (tmp_path / "jobs.db").read_bytes()
    for secret in ("s3cret-key", "my-id"):
        assert secret not in said
        assert secret.encode() not in stored
    assert "/robots.txt" in server.asked


@pytest.mark.servers
def test_reeds_key_goes_to_its_api_only(database: str) -> None:
    def answers(path: str, query: dict[str, str]) -> Any:
        skipped = int(query.get("resultsToSkip", 0))
        jobs = [{"jobId": n, "jobTitle": "Analyst"} for n in range(skipped, min(skipped + 2, 3))]
        return {"results": jobs, "totalResults": 3}

    with api_server(answers) as server:
        code, said = crawl(database, "reed", f"base_url={server.url}", log_level="DEBUG", reed_api_key="s3cret-key")

    assert code == 0, said
    assert sorted(content(database)) == ["0", "1", "2"]
    credentials = b64encode(b"s3cret-key:").decode()
    sent = {path: headers.get("Authorization") for path, headers in zip(server.asked, server.headers, strict=True)}
    assert sent.pop("/robots.txt") is None
    assert set(sent.values()) == {f"Basic {credentials}"}
    detail = ReedSpider().request("https://www.reed.co.uk/api/1.0/jobs/7", print)
    assert ReedSpider().is_keyed(detail)
    assert not ReedSpider().is_keyed(detail.replace(url="https://www.reed.co.uk/jobs/7"))
    assert "s3cret-key" not in said
    assert credentials not in said


@pytest.mark.parametrize(
    ("spider", "variable"), [("reed", "JOBSPIDER_REED_API_KEY"), ("adzuna", "JOBSPIDER_ADZUNA_APP_KEY")]
)
@pytest.mark.servers
def test_a_missing_key_is_named_with_where_to_get_it(database: str, spider: str, variable: str) -> None:
    code, said = crawl(database, spider, contact="you@example.org")

    assert code == 2
    assert variable in said
    assert "https://" in said


@pytest.mark.servers
def test_a_wrong_key_leaves_no_trace_in_errors(database: str) -> None:
    with api_server(lambda _path, _query: None) as server:
        key = {"adzuna_app_id": "my-id", "adzuna_app_key": "s3cret-key"}
        code, said = crawl(database, "adzuna", f"base_url={server.url}", log_level="DEBUG", **key)

    assert code not in (0, 8), said
    assert "s3cret-key" not in said
    assert "s3cret-key" not in str(last_run(database))


def test_a_redirect_elsewhere_gets_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_ADZUNA_APP_ID", "my-id")
    monkeypatch.setenv("JOBSPIDER_ADZUNA_APP_KEY", "s3cret-key")
    config.cache_clear()
    spider = AdzunaSpider()
    (first,) = spider.first_urls()

    assert "s3cret-key" in spider.signed(spider.request(first, spider.parse)).url
    for url in ("https://elsewhere.example/v1/api/jobs/gb/search/1", "https://api.adzuna.com/robots.txt"):
        assert spider.signed(spider.request(url, spider.parse)).url == url


def test_a_redirect_within_the_api_hands_no_key_on() -> None:
    location = "https://api.adzuna.com/v1/api/jobs/gb/search/2?what=x&app_id=my-id&app_key=s3cret-key"
    response = Response("https://api.adzuna.com/v1/api/jobs/gb/search/1", status=301, headers={"Location": location})

    assert AdzunaSpider().unsigned(response).headers["Location"] == location.partition("&app_id")[0].encode()


# Every API


@pytest.mark.parametrize("name", CREDITED)
def test_every_api_names_its_terms_and_what_its_owner_asks_for(name: str) -> None:
    spider: Any = LOADER.load(name)

    assert len(spider.attribution) > 20
    assert spider.terms_url.startswith("https://")


@pytest.mark.parametrize("name", API_SPIDERS)
def test_every_api_keeps_its_path_on_another_host(name: str) -> None:
    spider: Any = LOADER.load(name)(base_url="http://127.0.0.1:9")
    lists = spider.first_urls() if hasattr(spider, "first_urls") else spider.start_urls  # a feed has its addresses
    urls = [spider.address_of_employer("acme")] if isinstance(spider, EmployersBoard) else list(lists)

    assert urls
    for url in urls:
        assert spider.moved(url) == "http://127.0.0.1:9/" + url.split("/", 3)[3]


def test_an_argument_that_an_api_cannot_search_by_is_refused() -> None:
    with pytest.raises(ConfigError, match="can't be searched by days, only by query"):
        RemotiveSpider(days="3")


def test_reading_a_saved_page_needs_neither_key_nor_employer(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    assert list(AdzunaSpider().postings(response_of(b'{"results": []}', "file:///saved.json", "saved.json"))) == []
    assert not caplog.records
