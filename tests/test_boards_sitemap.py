"""SitemapBoard and CareersBoard: given a sitemap, then the pages that have to be fetched, and no other."""

import asyncio
import gzip
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import Response

from jobspider.boards.careers import CareersBoard
from jobspider.boards.reading import postings_of, response_of
from jobspider.boards.sitemap import SitemapBoard
from jobspider.boards.sitemap_file import Listed, listed
from jobspider.errors import ConfigError, SchemaChangedError
from jobspider.listing import list_troubled
from jobspider.posting import Posting
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.store.unchanged import unchanged_pages
from tests.crawling import last_run, rows, scrapy
from tests.mutated import mutated
from tests.pages import Pages

SITE = "https://careers.example"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class Careers(SitemapBoard):
    name = "sitemapped"
    start_urls = [f"{SITE}/robots.txt"]  # noqa: RUF012


def sitemap(*entries: str, url: str = f"{SITE}/sitemap.xml") -> Response:
    return response_of(f'<?xml version="1.0"?><urlset {NAMESPACE}>{"".join(entries)}</urlset>'.encode(), url, "s.xml")


def page(path: str, lastmod: str = "", more: str = "") -> str:
    return f"<url><loc> {SITE}{path}\n</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}{more}</url>"


def asked(spider: SitemapBoard, response: Response, **arguments: Any) -> list[str]:
    async def collect() -> list[str]:
        found = [each async for each in spider.parse_sitemap(response, **arguments)]
        assert all(isinstance(each, Request) for each in found)
        return [each.url for each in found]

    return asyncio.run(collect())


def test_the_pages_of_a_sitemap_are_asked_for() -> None:
    found = sitemap(page("/jobs/1"), page("/jobs/2", "2026-11-03"), page("/about"))

    assert asked(Careers(), found) == [f"{SITE}/jobs/1", f"{SITE}/jobs/2", f"{SITE}/about"]


def test_patterns_choose_the_pages() -> None:
    class Chosen(Careers):
        include = r"/jobs/\d"
        exclude = r"/jobs/2|old"

    index = f"<sitemapindex {NAMESPACE}><sitemap><loc>{SITE}/a.xml</loc></sitemap><sitemap><loc>{SITE}/old.xml</loc>"

    assert asked(Chosen(), sitemap(page("/jobs/1"), page("/jobs/2"), page("/about"))) == [f"{SITE}/jobs/1"]
    assert asked(Chosen(), response_of(index.encode(), f"{SITE}/i.xml", "i.xml")) == [f"{SITE}/a.xml"]


def test_other_hosts_are_left_alone() -> None:
    elsewhere = "<url><loc>https://evil.example/jobs/1</loc></url><url><loc>http://169.254.169.254/</loc></url>"
    strange = "<url><loc>javascript:alert(1)</loc></url><url><loc>http://[</loc></url><url/>"

    found = asked(Careers(), sitemap(elsewhere, strange, "<url><loc>https://www.careers.example/jobs/1</loc></url>"))

    assert found == ["https://www.careers.example/jobs/1"]


def test_robots_txt_names_the_sitemaps() -> None:
    robots = (
        f"User-agent: *\nDisallow: /x\nSITEMAP: {SITE}/a.xml\r\nSitemap: /b.xml.gz\nSitemap: https://evil.example/c\n"
    )

    response = response_of(robots.encode(), f"{SITE}/robots.txt", "robots.txt")

    assert asked(Careers(), response) == [f"{SITE}/a.xml", f"{SITE}/b.xml.gz"]


def test_a_captured_robots_txt_names_its_sitemaps(captures: Path) -> None:
    file = captures / "robots" / "www.reed.co.uk.2019.txt"
    response = response_of(file.read_bytes(), "https://www.reed.co.uk/robots.txt", file.name)

    assert list(listed(response)) == [
        Listed("https://www.reed.co.uk/sitemap", is_sitemap=True),
        Listed("https://www.reed.co.uk/sitemaps/livejobs/sitemap_livejobs_index.xml", is_sitemap=True),
    ]


def test_packed_sitemaps_and_lists_as_text_are_read() -> None:
    packed = gzip.compress(sitemap(page("/jobs/1")).body)
    text = f"{SITE}/jobs/1\r\n{SITE}/jobs/2\n\nnot an address\n".encode()

    assert asked(Careers(), response_of(packed, f"{SITE}/s.xml.gz", "s.xml.gz")) == [f"{SITE}/jobs/1"]
    assert asked(Careers(), response_of(text, f"{SITE}/s.txt", "s.txt")) == [f"{SITE}/jobs/1", f"{SITE}/jobs/2"]


def test_versions_in_other_languages_are_followed_when_asked_for() -> None:
    class Both(Careers):
        alternate_links = True

    link = f'<xhtml:link rel="alternate" hreflang="de" href="{SITE}/de/jobs/1"/>'

    assert asked(Careers(), sitemap(page("/jobs/1", more=link))) == [f"{SITE}/jobs/1"]
    assert asked(Both(), sitemap(page("/jobs/1", more=link))) == [f"{SITE}/jobs/1", f"{SITE}/de/jobs/1"]


def test_a_run_is_bounded_in_pages_sitemaps_and_depth() -> None:
    class Few(Careers):
        most_pages = 2
        most_sitemaps = 1

    index = f"<sitemapindex><sitemap><loc>{SITE}/a.xml</loc></sitemap><sitemap><loc>{SITE}/b.xml</loc></sitemap>"
    response = response_of(index.encode(), f"{SITE}/i.xml", "i.xml")

    assert len(asked(Few(), sitemap(*(page(f"/jobs/{number}") for number in range(5))))) == 2
    assert asked(Few(), response) == [f"{SITE}/a.xml"]
    assert asked(Careers(), response, depth=4) == []


def test_what_is_no_sitemap_says_so() -> None:
    assert asked(Careers(), sitemap()) == []
    with pytest.raises(SchemaChangedError, match="is no sitemap: it begins with html"):
        asked(Careers(), response_of(b"<html><body>Sorry</body></html>", f"{SITE}/s.xml", "s.xml"))
    with pytest.raises(SchemaChangedError, match="document type of its own"):
        asked(Careers(), response_of(b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', f"{SITE}/s.xml", "s.xml"))


def seen(number: int, at: datetime, engine: Any, **more: Any) -> None:
    raw = {"source_id": f"/jobs/{number}", "url": f"{SITE}/jobs/{number}", "title": "Cook", **more}
    upsert(engine, [Posting.from_raw(raw, source="sitemapped", now=at)], at)


def test_only_open_postings_seen_after_their_page_changed_are_unchanged(database_url: str) -> None:
    engine = create_engine(database_url)
    upgrade(engine)
    then = datetime(2026, 11, 10, 12, tzinfo=UTC)
    for number in (1, 2, 3):
        seen(number, then, engine, is_expired=number == 3)
    changed = {f"{SITE}/jobs/{number}": datetime(2026, 11, 9, tzinfo=UTC) for number in (1, 3, 4)}
    changed[f"{SITE}/jobs/2"] = datetime(2026, 11, 11, tzinfo=UTC)

    with engine.connect() as connection:
        found = unchanged_pages(connection, "sitemapped", changed)
        elsewhere = unchanged_pages(connection, "another", changed)

    assert list(found) == [f"{SITE}/jobs/1"]
    assert elsewhere == {}
    engine.dispose()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-03", datetime(2026, 11, 4, 12, tzinfo=UTC)),
        ("2026-11-03T09:15:00+01:00", datetime(2026, 11, 3, 8, 15, tzinfo=UTC)),
        ("2026-11-03T09:15:00Z", datetime(2026, 11, 3, 9, 15, tzinfo=UTC)),
        ("yesterday", None),
    ],
)
def test_a_lastmod_is_the_latest_that_it_can_mean(text: str, moment: datetime | None) -> None:
    (found,) = listed(sitemap(page("/jobs/1", text)))

    assert found.changed == moment


SITEMAPS = [
    sitemap(page("/jobs/1", "2026-11-03"), page("/jobs/2")).body,
    f"<sitemapindex {NAMESPACE}><sitemap><loc>{SITE}/a.xml</loc></sitemap></sitemapindex>".encode(),
    f"{SITE}/jobs/1\n".encode(),
    gzip.compress(b"<urlset><url><loc>https://careers.example/1</loc></url></urlset>"),
]


@given(mutated(SITEMAPS), st.sampled_from(["s.xml", "s.txt", "s.xml.gz", "robots.txt"]))
def test_mutated_sitemaps_never_raise_anything_unforeseen(body: bytes, name: str) -> None:
    with suppress(SchemaChangedError):
        list(listed(response_of(body, f"{SITE}/{name}", name), alternates=True))


# The careers spider.

JOB = """<html lang="en"><head><script type="application/ld+json">{{"@type": "JobPosting", "title": "{0}",
"hiringOrganization": {{"name": "Northwind"}}, "description": "<p>You make {0} soups for all of us and our guests.</p>",
"identifier": "{1}"}}</script></head><body></body></html>"""


class Any_(CareersBoard):  # noqa: N801  reads as the site that it reads
    name = "careers"


def test_the_host_stands_in_front_of_the_key() -> None:
    spider = Any_(url="https://www.one.example/jobs,https://two.example/jobs")
    now = datetime(2026, 11, 12, tzinfo=UTC)

    (posting,) = postings_of(
        spider, response_of(JOB.format("Cook", "7").encode(), "https://www.one.example/jobs/7"), now
    )

    assert (posting.source_id, posting.url) == ("one.example/7", "https://www.one.example/jobs/7")


def test_a_file_names_sitemaps_and_pages(tmp_path: Path) -> None:
    file = tmp_path / "sites"
    file.write_text(
        "# Ours\nhttps://a.example/robots.txt  # all\n\nhttps://b.example/jobs\nhttps://c.example/sm.xml.gz\n"
    )

    spider = Any_(file=str(file), sitemap="https://d.example/sitemap_index")

    assert spider.sitemaps == [
        "https://d.example/sitemap_index",
        "https://a.example/robots.txt",
        "https://c.example/sm.xml.gz",
    ]
    assert spider.start_urls == ["https://b.example/jobs"]
    assert spider.hosts == ["b.example", "d.example", "a.example", "c.example"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"url": "careers.example/jobs"}, "url names 'careers.example/jobs', which is no http"),
        ({"sitemap": "https://me:secret@careers.example/"}, "which is no http"),
        ({"url": "http://["}, "which is no http"),
        ({"file": "/no/such/file"}, "file names /no/such/file, which can't be read"),
        ({"url": f"{SITE}/jobs", "include": "("}, "include of spider careers is no regular expression"),
        ({"url": f"{SITE}/jobs", "job_links": "a["}, "job_links of spider careers is neither CSS nor XPath"),
        ({"url": f"{SITE}/jobs", "most_pages": "0"}, "most_pages must be a whole number"),
    ],
)
def test_arguments_that_make_no_sense_are_refused_by_name(arguments: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence.replace("(", r"\(")):
        Any_(**arguments)


LEADS = {
    "https://boards.greenhouse.io/embed/job_board/js?for=acme": "greenhouse -a employers=acme ",
    "https://job-boards.greenhouse.io/acme/jobs/1": "greenhouse -a employers=acme ",
    "https://jobs.lever.co/acme-uk": "lever -a employers=acme-uk ",
    "https://jobs.ashbyhq.com/Acme": "ashby -a employers=Acme ",
    "https://careers.smartrecruiters.com/AcmePlc": "smartrecruiters -a employers=AcmePlc ",
    "https://acme.recruitee.com/": "recruitee -a employers=acme ",
    "https://apply.workable.com/api/x https://apply.workable.com/acme/": "workable -a employers=acme ",
    "https://acme.jobs.personio.com/job/1": "personio -a employers=acme.jobs.personio.com ",
    "https://www.teamtailor.com https://acme.teamtailor.com/jobs": "teamtailor -a employers=acme ",
}


@pytest.mark.parametrize(("link", "command"), LEADS.items(), ids=LEADS.values())
def test_a_page_that_leads_to_a_platform_names_the_spider_for_it(link: str, command: str) -> None:
    links = "".join(f'<iframe src="{each}"></iframe>' for each in link.split())

    with pytest.raises(SchemaChangedError, match=f"where scrapy crawl {command}finds the postings"):
        list(Any_(url=f"{SITE}/jobs").parse(response_of(links.encode(), f"{SITE}/jobs"), first=True))


def test_a_page_that_leads_nowhere_says_only_that() -> None:
    with pytest.raises(SchemaChangedError, match=r"shows then\.$"):
        list(Any_(url=f"{SITE}/jobs").parse(response_of(b"<p>Hello</p>", f"{SITE}/jobs"), first=True))


def test_careers_needs_to_know_which() -> None:
    ended = scrapy("crawl", "careers")

    assert ended.code == 2
    assert "careers reads any careers site: name a site with -a sitemap=URL" in ended.err


@pytest.mark.servers
def test_a_site_is_crawled_by_its_sitemap_and_only_what_changed_the_second_time() -> None:
    url = os.environ["JOBSPIDER_DATABASE_URL"]
    with Pages() as site:
        site.put("/robots.txt", f"User-agent: *\nDisallow: /private\nSitemap: {site.url}/index.xml\n", "text/plain")
        index = f"<sitemapindex><sitemap><loc>{site.url}/jobs.xml.gz</loc></sitemap></sitemapindex>"
        site.put("/index.xml", index, "application/xml")
        entries = "".join(
            f"<url><loc>{site.url}{path}</loc><lastmod>2026-01-0{number}</lastmod></url>"
            for number, path in enumerate(("/jobs/1", "/jobs/2", "/private/3", "/about", "/jobs/4"), start=1)
        )
        packed = gzip.compress(f"<urlset>{entries}</urlset>".encode())
        site.put("/jobs.xml.gz", packed, "application/x-gzip")
        site.put("/jobs/1", JOB.format("Cook", "1"))
        site.put("/jobs/2", JOB.format("Baker", "2"))
        site.put("/about", "<a href='https://jobs.lever.co/northwind'>Jobs</a>")
        arguments = ("-a", f"sitemap={site.url}/robots.txt", "-a", "exclude=/private")

        first = scrapy("crawl", "careers", *arguments)
        asked_first, found = site.asked(), rows(url)
        site.forget()
        second = scrapy("crawl", "careers", *arguments)

        assert first.code == 0, first.err
        assert {row["source_id"] for row in found} == {"127.0.0.1/1", "127.0.0.1/2"}
        assert {row["language"] for row in found} == {"en"}
        assert sorted(asked_first)[:2] == ["/about", "/index.xml"]
        assert "/private/3" not in asked_first
        assert "It leads to lever, where scrapy crawl lever -a employers=northwind" in first.err
        assert second.code == 0, second.err
        assert "/jobs/1" not in site.asked()
        assert "/jobs/2" not in site.asked()
        assert "/about" in site.asked()  # nothing is known of it
        again = rows(url)
        assert all(now["last_seen_at"] > then["last_seen_at"] for now, then in zip(again, found, strict=True))
        assert last_run(url)["counts"]["known"] == 2


# What a sitemap tells of what it no longer lists.


def put_sitemap(site: Pages, *numbers: int, broken: bool = False, lastmod: str = "2026-01-01") -> None:
    """A site whose sitemap lists these job pages, and a page that is no job."""
    entries = "".join(
        f"<url><loc>{site.url}/{path}</loc><lastmod>{lastmod}</lastmod></url>"
        for path in ("about", *(f"jobs/{number}" for number in numbers))
    )
    whole = f"<urlset>{entries}</urlset>"
    site.put("/sitemap.xml", whole[:-40] if broken else whole, "application/xml")
    site.put("/about", "<p>Soups since 1907</p>")
    for number in numbers:
        site.put(f"/jobs/{number}", JOB.format(f"Cook {number}", number))


@pytest.mark.servers
def test_a_whole_sitemap_closes_what_it_no_longer_lists_and_a_part_of_one_nothing() -> None:
    url = os.environ["JOBSPIDER_DATABASE_URL"]

    def crawl(*more: str) -> dict[str, str | None]:
        ended = scrapy("crawl", "careers", "-a", f"sitemap={site.url}/sitemap.xml", *more)
        assert ended.code in (0, 7), ended.err
        return {row["source_id"].rpartition("/")[2]: row["closed_reason"] for row in rows(url)}

    with Pages() as site:
        put_sitemap(site, 1, 2, 3, 4)
        assert crawl() == dict.fromkeys("1234")
        put_sitemap(site, 1, 2, broken=True)
        assert crawl() == dict.fromkeys("1234")  # it breaks off
        put_sitemap(site, 1, 2, 3, lastmod="2099-01-01")
        assert crawl("-a", "most_pages=2") == dict.fromkeys("1234")  # two of the pages that have changed are not read
        put_sitemap(site, 1, 2, 3)
        assert crawl() == {**dict.fromkeys("123"), "4": "not_listed"}
        put_sitemap(site, 1, 2, 3, lastmod="2099-01-01")
        site.put("/jobs/2", "gone", status=410)
        site.put("/jobs/3", "sorry", status=403)
        put = {"1": None, "2": "gone", "3": None, "4": "not_listed"}
        assert crawl() == put
        site.put("/sitemap.xml", "sorry", status=500)
        ended = scrapy("crawl", "careers", "-a", f"sitemap={site.url}/sitemap.xml", "-s", "RETRY_ENABLED=False")
        assert ended.code == 1
        assert {row["source_id"].rpartition("/")[2]: row["closed_reason"] for row in rows(url)} == put


class Told(Careers):
    """Remembers what it tells of its lists."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.troubles = 0

    def tell(self, signal: object, **_: Any) -> None:
        self.troubles += signal is list_troubled


def troubles(response: Response, **attributes: Any) -> int:
    spider = type("Chosen", (Told,), attributes)()
    asked(spider, response)
    return int(spider.troubles)


def test_lists_that_are_not_whole_are_told_apart() -> None:
    index = f"<sitemapindex><sitemap><loc>{SITE}/a.xml</loc></sitemap><sitemap><loc>{SITE}/b.xml</loc></sitemap>"
    cut = response_of(sitemap(page("/jobs/1"), page("/jobs/2")).body[:-30], f"{SITE}/s.xml", "s.xml")
    no_sitemap = response_of(b"User-agent: *\nDisallow:\n", f"{SITE}/robots.txt", "robots.txt")

    assert troubles(sitemap(page("/jobs/1"), page("/jobs/2"))) == 0
    assert troubles(sitemap()) == 0
    assert troubles(cut) == 1
    assert troubles(no_sitemap) == 1
    assert troubles(sitemap(page("/jobs/1"), page("/jobs/2")), most_pages=1) == 1
    whole_index = response_of(f"{index}</sitemapindex>".encode(), f"{SITE}/i.xml", "i.xml")
    assert troubles(whole_index) == 0
    assert troubles(whole_index, most_sitemaps=1) == 1


def test_a_page_without_a_posting_troubles_the_list_only_where_each_page_should_have_one() -> None:
    empty = response_of(b"<p>Soups since 1907</p>", f"{SITE}/jobs/1", "page.html")
    every, chosen = Told(), type("Chosen", (Told,), {"include": "/jobs/"})()

    for spider in (every, chosen):
        assert list(spider.parse_job(empty)) == []

    assert (every.troubles, chosen.troubles) == (0, 1)
