"""The source policy: one table, and no request that it holds back ever leaves."""

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from scrapy.utils.project import get_project_settings

from jobspider.cli.sources import sources_table, spider_sources
from jobspider.policy import SOURCES, Standing, refusal, source_of, source_of_spider
from jobspider.policy_doc import lines
from jobspider.spider_loader import SpiderLoader
from tests.crawling import ROOT, jobspider, last_run, scrapy, sites
from tests.web import Reply, web

LOADER = SpiderLoader.from_settings(get_project_settings())


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/jobs/view/1",
        "https://uk.LinkedIn.com./jobs",
        "http://linkedin.com:8080/",
        "https://lnkd.in/abc",
        "https://www.glassdoor.co.uk/Job/x.htm",
        "https://glassdoor.de",
        "https://www.glassdoor.com.au/",
    ],
)
def test_a_refused_site_is_refused_under_all_its_names(url: str) -> None:
    sentence = refusal(url, permitted=["linkedin.com", "glassdoor.com", "lnkd.in"])

    assert sentence is not None
    assert "refused by policy" in sentence


@pytest.mark.parametrize(
    "url",
    [
        "https://careers.example/linkedin.com",
        "https://notlinkedin.com/",
        "https://linkedin.com.example.org/",
        "https://glassdoor.example.org/",
        "https://netflix.com/jobs",
        "https://uk.indeed.com/jobs?q=x",
        "file:///saved.html",
        "http://127.0.0.1:8000/jobs",
    ],
)
def test_everybody_else_may_be_asked(url: str) -> None:
    assert refusal(url) is None


def test_a_site_that_wants_to_be_asked_first_is_refused_until_it_has_permitted() -> None:
    url = "https://www.totaljobs.com/jobs/data-science"

    assert "JOBSPIDER_PERMITTED_SITES" in (refusal(url) or "")
    assert refusal(url, permitted=["totaljobs.com"]) is None
    assert refusal(url, permitted=["example.com", "totaljobs.co"]) is not None


def test_the_most_particular_row_holds() -> None:
    assert source_of("www.reed.co.uk").keyed
    assert source_of("acme.jobs.personio.de").spiders == ("personio",)
    assert source_of("example.org").site == "*"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.site)
def test_every_row_says_why_and_where_that_stands(source: Any) -> None:
    assert source.why.endswith(".")
    assert source.terms.startswith("https://") or source.site == "*"
    assert not source.keyed or source.standing is Standing.API


def test_no_site_stands_twice_and_no_spider_is_refused() -> None:
    assert len({source.site for source in SOURCES}) == len(SOURCES)
    assert not [name for name in LOADER.list() if source_of_spider(name).standing is Standing.REFUSED]


def test_table_and_spiders_name_the_same_terms() -> None:
    for name in LOADER.list():
        spider: Any = LOADER.load(name)
        if terms := getattr(spider, "terms_url", ""):
            assert source_of_spider(name).terms == terms, name


def test_the_page_says_what_the_table_says() -> None:
    written = (ROOT / "docs" / "policy.md").read_text().splitlines()

    assert written == list(lines()), "python -m jobspider.policy_doc > docs/policy.md"


def test_every_spider_is_listed_with_what_its_source_asks_for() -> None:
    listed = {each.spider: each for each in spider_sources()}

    assert set(listed) == set(LOADER.list())
    assert listed["indeed"].source.standing is Standing.ROBOTS
    assert "Adzuna's logo" in listed["adzuna"].attribution


@pytest.mark.servers
def test_the_command_shows_the_table() -> None:
    ended = jobspider("sources")

    assert ended.code == 0, ended.err
    assert "documented API, with your key" in ended.out
    assert "Link back to Arbeitnow.com." in ended.out
    assert "Never asked: linkedin.com" in ended.out


@pytest.mark.parametrize("width", [80, 140, 240])
def test_the_table_cuts_nothing_however_narrow_the_terminal_is(width: int) -> None:
    out = StringIO()

    Console(width=width, file=out).print(sources_table(width))

    shown = out.getvalue()
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= width
    assert all(f" {each.spider} " in shown for each in spider_sources())
    assert width == 80 or "https://developer.adzuna.com/docs/terms_of_service" in shown


SITE = """
from jobspider.boards.json_ld import JsonLdSpider


class SiteSpider(JsonLdSpider):
    name = "site"
    start_urls = ["{url}"]
"""


def site_at(folder: Path, url: str) -> dict[str, Any]:
    """A spider `site` that begins at `url`."""
    sites(folder, SITE.format(url=url))
    return {"path": str(folder), "contact": "you@example.org"}


@pytest.mark.servers
def test_a_spider_on_a_refused_site_ends_with_the_reason(tmp_path: Path) -> None:
    settings = site_at(tmp_path, "https://www.linkedin.com/jobs/")

    ended = scrapy("crawl", "site", "-s", "SPIDER_MODULES=sites", **settings)

    run = last_run(os.environ["JOBSPIDER_DATABASE_URL"])
    assert ended.code == 10, ended.err
    assert "Outcome: refused (www.linkedin.com is refused by policy: " in ended.err
    assert (run["outcome"], run["complete"]) == ("refused", False)
    assert (run["counts"]["refused"], run["counts"]["bytes"]) == (1, 0)


@pytest.mark.servers
def test_a_redirect_to_a_refused_site_is_not_followed(tmp_path: Path) -> None:
    with web(lambda _: (302, {"Location": "https://www.glassdoor.com/Job/x"}, b"")) as site:
        ended = scrapy("crawl", "site", "-s", "SPIDER_MODULES=sites", **site_at(tmp_path, f"{site.url}/jobs"))

    assert site.paths == ["/jobs"]
    assert ended.code == 10, ended.err
    assert "www.glassdoor.com is refused by policy" in ended.err


@pytest.mark.servers
def test_the_page_command_asks_a_refused_site_for_nothing() -> None:
    ended = scrapy("page", "https://uk.linkedin.com/jobs/view/1", contact="you@example.org")

    assert ended.code == 2
    assert "refused by policy" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.servers
def test_reeds_key_permits_its_api_and_nothing_else_lifts_robots_txt() -> None:
    reply = (200, {"Content-Type": "application/json"}, b'{"results": [], "totalResults": 0}')
    forbids: Reply = (200, {}, b"User-agent: *\nDisallow: /api/\nDisallow: /jobs")
    with web(lambda _: reply, lambda: forbids) as site:
        keyed = scrapy("crawl", "reed", "-a", f"base_url={site.url}", reed_api_key="my-key")
        other = scrapy("crawl", "indeed", "-a", f"base_url={site.url}")

    assert keyed.code == 8, keyed.err
    assert "permits what robots.txt forbids to others" in keyed.err
    assert other.code == 4
    assert {path.partition("?")[0] for path in site.paths} == {"/api/1.0/search"}
    assert site.robots == 2


@pytest.mark.servers
def test_a_spider_whose_site_wants_to_be_asked_first_refuses_until_it_is_permitted() -> None:
    refused = scrapy("crawl", "weworkremotely", contact="you@example.org")
    feed = (
        b"<rss><channel><item><title>Acme: Cook</title><link>https://weworkremotely.com/1</link></item></channel></rss>"
    )
    with web(lambda _: (200, {"Content-Type": "application/rss+xml"}, feed)) as site:
        elsewhere = scrapy(
            "crawl", "weworkremotely", "-a", f"base_url={site.url}", permitted_sites="weworkremotely.com"
        )

    assert refused.code == 10, refused.err
    assert "weworkremotely.com needs its owner's permission: " in refused.err
    assert "name the site in JOBSPIDER_PERMITTED_SITES" in refused.err
    assert elsewhere.code == 0, elsewhere.err
    assert "JOBSPIDER_PERMITTED_SITES names weworkremotely.com" in elsewhere.err
    assert "Disabled" not in elsewhere.err  # a spider of lists lacks nothing
