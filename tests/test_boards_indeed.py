"""IndeedBoard: URLs that robots.txt allows, job pages, cards of all shapes."""

import json
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego
from scrapy import Request
from scrapy.http import HtmlResponse
from twisted.python.failure import Failure

from jobspider.boards.reading import postings_of
from jobspider.config import config
from spiders.indeed import IndeedSpider
from tests.test_boards_search_page import card, outcome, search_page

NOW = datetime(2026, 11, 22, tzinfo=UTC)
# The rules of Indeed's robots.txt (2026-08) that touch search and job pages, in our own words.
RULES = "\n".join(
    [
        "User-agent: *",
        "Allow: /",
        *(f"Allow: /*&start={start}&" for start in range(0, 100, 10)),
        *(f"Disallow: /*{part}" for part in ("rt=nc", "&alid=", "radius=", "oc=1", "sid=", "sp=0", "&start=")),
        *(
            f"Disallow: {path}"
            for path in ("/viewjob?", "/m/viewjob?", "/rc/", "/pagead/", "/rss", "/graphql", "/jobs/GB/")
        ),
    ]
)
ARGUMENTS = {
    "query": ["data science", "", "C++ & C#", "café", "title:(data scientist)"],
    "location": ["London", "", "Stoke-on-Trent, ST1"],
    "job_type": ["fulltime", ""],
    "days": ["3", "0", "14"],
}


def test_every_search_page_is_allowed_by_robots_txt() -> None:
    rules = Protego.parse(RULES)
    searches = [dict(zip(ARGUMENTS, values, strict=True)) for values in product(*ARGUMENTS.values())]

    urls = [IndeedSpider(**search).page_url(page) for search in searches for page in range(1, 11)]

    assert [url for url in urls if not rules.can_fetch(url, "jobspider")] == []
    assert not rules.can_fetch(IndeedSpider().page_url(11), "jobspider")
    assert not rules.can_fetch("https://uk.indeed.com/viewjob?jk=1", "jobspider")


@pytest.mark.parametrize("name", ["indeed_2026-08_star-group.txt", "www.indeed.co.uk.2019.txt"])
def test_captured_robots_txt_allows_every_search_page_and_no_job_page(name: str, captures: Path) -> None:
    rules = Protego.parse((captures / "robots" / name).read_text())

    assert all(rules.can_fetch(IndeedSpider().page_url(page), "jobspider") for page in range(1, 11))
    assert not rules.can_fetch("https://uk.indeed.com/viewjob?jk=1", "jobspider")


def test_the_brief_is_the_default() -> None:
    spider = IndeedSpider()

    assert spider.page_url(1) == "https://uk.indeed.com/jobs?q=data+science&l=London&jt=fulltime&fromage=3&sort=date"
    assert spider.page_url(10).startswith("https://uk.indeed.com/jobs?q=data+science&start=90&l=London")
    assert (spider.country, spider.pages) == ("GB", 10)


def test_more_pages_than_robots_txt_allows_are_cut_with_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        assert IndeedSpider(pages="25").pages == 10
    assert "robots.txt allows 10 pages of a search; 25 were asked for." in caplog.text


def test_base_url_moves_searches_and_postings() -> None:
    spider = IndeedSpider(base_url="http://127.0.0.1:8000")
    saved = search_page([card(1)]).replace(url="file:///tmp/page.html")

    assert spider.page_url(1).startswith("http://127.0.0.1:8000/jobs?q=")
    assert [raw["url"] for raw in spider.postings(saved)] == ["http://127.0.0.1:8000/viewjob?jk=0000000000000001"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"remoteWorkModel": {"type": "REMOTE_HYBRID"}}, {"work_mode": "hybrid"}),
        ({"remoteWorkModel": {"type": "REMOTE_COVID_TEMPORARY"}}, {"work_mode": "remote"}),
        ({"remoteLocation": True}, {"work_mode": "remote"}),
        (
            {"taxonomyAttributes": [{"label": "remote", "attributes": [{"label": "Teletrabajo", "suid": "DSQF7"}]}]},
            {"work_mode": "remote"},
        ),
        ({"remoteLocation": False, "taxonomyAttributes": None}, {"work_mode": None}),
        (
            {"jobTypes": ["Tiempo completo", "Indefinido"]},
            {"employment_type": ["Tiempo completo", "Indefinido"], "contract_type": "permanent"},
        ),
        (
            {
                "jobTypes": ["Vollzeit"],
                "taxonomyAttributes": [
                    {"label": "job-types", "attributes": [{"label": "Vollzeit", "suid": "CF3CP"}]},
                    {"label": "job-types-cc", "attributes": [{"label": "Festanstellung", "suid": "5QWDV"}]},
                ],
            },
            {"employment_type": ["Full-time", "Permanent"], "contract_type": "permanent"},
        ),
        (
            {"salarySnippet": {"text": "£30,000 a year", "source": "EXTRACTION", "currency": "GBP"}},
            {"salary_raw": "£30,000 a year", "salary_currency": "GBP", "salary_source": "declared", "salary_min": None},
        ),
        (
            {"salarySnippet": {"text": "£30,000 a year", "source": "ESTIMATED"}},
            {"salary_raw": "£30,000 a year", "salary_source": "estimated"},
        ),
        (
            {"extractedSalary": {"min": 30, "max": -1, "type": "HOURLY"}, "estimatedSalary": {"min": 1, "max": 2}},
            {"salary_min": 30, "salary_max": None, "salary_period": "HOURLY", "salary_source": "declared"},
        ),
        (
            {"salarySnippet": {"currency": "USD"}, "extractedSalary": None},
            {"salary_currency": None, "salary_source": None},
        ),
        (
            {"jobkey": None, "viewJobLink": None, "link": "/rc/clk?bb=1&jk=feedfacefeedface&xkcb=2"},
            {"source_id": "feedfacefeedface", "url": "https://uk.indeed.com/viewjob?jk=feedfacefeedface"},
        ),
        ({"displayTitle": "R&amp;D lead"}, {"title": "R&D lead"}),
        ({"displayTitle": None, "title": "Analyst"}, {"title": "Analyst"}),
        ({"companyOverviewLink": "/cmp/Acme?from=x&tk=1"}, {"company_url": "https://uk.indeed.com/cmp/Acme"}),
        ({"createDate": 1}, {"date_posted": 1795132800000}),
        ({"sponsored": True, "expired": True}, {"is_sponsored": True, "is_expired": True}),
    ],
)
def test_a_card_says_what_it_says_and_no_more(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    (posting,) = IndeedSpider().postings(search_page([{**card(1), **facts}]))

    assert {field: posting.get(field) for field in expected} == expected


@pytest.mark.parametrize(
    ("canonical", "country", "url"),
    [
        ("https://www.indeed.co.uk/jobs?q=x", "GB", "https://www.indeed.co.uk/viewjob?jk="),
        ("https://de.indeed.com/Jobs?q=x", "DE", "https://de.indeed.com/viewjob?jk="),
        ("https://www.indeed.com/q-x-jobs.html", "US", "https://www.indeed.com/viewjob?jk="),
        ("https://evil.example/indeed.com/", "GB", "https://uk.indeed.com/viewjob?jk="),
    ],
)
def test_a_saved_page_without_a_country_is_placed_by_its_canonical_link(canonical: str, country: str, url: str) -> None:
    page = search_page([card(1)], f'<link rel="canonical" href="{canonical}">')
    unstated = b'"countryCode": "GB"' if country != "GB" else b"nothing"
    saved = page.replace(url="file:///page.html", body=page.body.replace(unstated, b'"other": 1'))

    (posting,) = IndeedSpider().postings(saved)

    assert posting["country"] == country
    assert posting["url"] == f"{url}0000000000000001"


@pytest.fixture
def _job_pages_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_JOB_PAGES", "true")
    config.cache_clear()


def job_page(**linked_data: Any) -> HtmlResponse:
    data = {"@type": "JobPosting", "title": "Job 1", "description": "<p>All of it.</p>", **linked_data}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return HtmlResponse("https://uk.indeed.com/viewjob?jk=0000000000000001", body=script.encode())


def test_without_leave_no_job_page_is_asked_for() -> None:
    assert outcome(search_page([card(1)])) == (["Job 1"], [])


@pytest.mark.usefixtures("_job_pages_allowed")
def test_with_leave_a_posting_comes_once_from_its_job_page() -> None:
    listed = {**card(1), "sponsored": True, "snippet": "All…", "formattedRelativeTime": "2 days ago"}
    titles, (request,) = outcome(search_page([listed]))
    assert titles == []
    assert request.url == "https://uk.indeed.com/viewjob?jk=0000000000000001"

    page = job_page(datePosted="2020-01-01", baseSalary=30000)
    (posting,) = IndeedSpider().parse_job(page, **request.cb_kwargs)

    assert posting["description_html"] == "<p>All of it.</p>"
    assert posting["description_is_snippet"] is False
    assert (posting["is_sponsored"], posting["date_posted"]) == (True, 1795132800000)
    assert (posting["salary_min"], posting["country"]) == (30000, "GB")


@pytest.mark.usefixtures("_job_pages_allowed")
def test_a_job_page_that_cannot_be_had_or_read_leaves_the_search_result() -> None:
    spider = IndeedSpider()
    _, (request,) = outcome(search_page([card(1)]))
    failure = Failure(OSError("connection lost"))  # type: ignore[no-untyped-call]
    failure.request = request  # type: ignore[attr-defined]

    assert [raw["title"] for raw in spider.without_job_page(failure)] == ["Job 1"]
    empty = HtmlResponse(request.url, body=b"<html></html>")
    assert [raw["title"] for raw in spider.parse_job(empty, **request.cb_kwargs)] == ["Job 1"]


@pytest.mark.usefixtures("_job_pages_allowed")
def test_the_requests_for_job_pages_lead_back_to_the_spiders_own_methods() -> None:
    spider = IndeedSpider()

    (request,) = [each for each in spider.parse(search_page([card(1)])) if isinstance(each, Request)]

    assert request.callback == spider.parse_job
    assert request.errback == spider.without_job_page


def job_state(**state: Any) -> HtmlResponse:
    """A job page with nothing but its embedded state."""
    header = {"jobTitle": "Job 1", "companyName": "ACME", "formattedLocation": "London"}
    info = {"jobInfoHeaderModel": header, "sanitizedJobDescription": {"content": "<p>All of it.</p>"}}
    whole = {
        "jobKey": "00000000000000a1",
        "jobInfoWrapperModel": {"jobInfoModel": {**info, **state.pop("info", {})}},
        **state,
    }
    script = f"<script>window._initialData={json.dumps(whole)};</script>"
    return HtmlResponse("https://uk.indeed.com/viewjob?jk=00000000000000a1", body=script.encode())


def job_data(**job: Any) -> dict[str, Any]:
    return {"hostQueryExecutionResult": {"data": {"jobData": {"results": [{"job": job}]}}}}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, {"title": "Job 1", "company": "ACME", "description_html": "<p>All of it.</p>", "country": "GB"}),
        (
            job_data(attributes=[{"key": "AWHEP", "label": "Pension"}, {"key": "75GKK", "label": "Teilzeit"}]),
            {"employment_type": ["Part-time"]},
        ),
        (job_data(attributes=[{"key": "PAXZC", "label": "Hybrides Arbeiten"}]), {"work_mode": "hybrid"}),
        (
            {"info": {"jobMetadataHeaderModel": {"jobType": "Full-time, Permanent"}}},
            {"employment_type": ["Full-time, Permanent"], "contract_type": "permanent"},
        ),
        (
            {
                "salaryGuideModel": {
                    "estimatedSalaryModel": {"formattedRange": "£30K - £40K a year", "min": 30, "max": 40}
                }
            },
            {"salary_raw": "£30K - £40K a year", "salary_source": "estimated", "salary_min": 30},
        ),
        (
            {
                "salaryInfoModel": {"salaryText": "£20 an hour", "salaryMin": 20, "salaryMax": 20},
                "salaryGuideModel": {"estimatedSalaryModel": {"formattedRange": "£30K - £40K a year"}},
            },
            {"salary_raw": "£20 an hour", "salary_source": "declared", "salary_max": 20},
        ),
        (
            {"info": {"sanitizedJobDescription": "", "expiredJobMetadataModel": {"title": "This job has expired"}}},
            {"is_expired": True, "description_html": None},
        ),
        (job_data(url="https://uk.indeed.com/job/job-1-00000000000000a1"), {"apply_url": None}),
        (job_data(url="https://acme.example/1"), {"apply_url": "https://acme.example/1"}),
    ],
)
def test_a_job_pages_state_says_what_it_says(state: dict[str, Any], expected: dict[str, Any]) -> None:
    (posting,) = IndeedSpider().postings(job_state(**state))

    assert {field: posting.get(field) for field in expected} == expected


BEACON_2021 = """<a data-jk="00000000000000b1" class="tapItem sponsoredJob" href="/pagead/clk?mo=r&amp;ad=1">
<div class="job_seen_beacon"><h2 class="jobTitle jobTitle-newJob"><div class="new"><span>new</span></div>
<span title="Data Engineer">Data Engineer</span></h2><span class="companyName">Harlow &amp; Co</span>
<div class="companyLocation">London EC1</div><div class="salary-snippet"><span>£300 a day</span></div>
<div class="job-snippet"><ul><li>Pipelines.</li></ul></div><span class="date">3 days ago</span></div></a>"""
BEACON_2022 = """<div class="job_seen_beacon"><h2 class="jobTitle"><a data-jk="00000000000000b2" href="/rc/clk?jk=1">
<span title="Analyst">Analyst</span></a></h2><span class="companyName"><a href="/cmp/Calder?x=1">Calder</a></span>
<div class="companyLocation">Leeds</div><div class="metadata estimated-salary-container"><span class="estimated-salary">
Estimated £28K - £35K a year</span></div><div class="metadata"><div class="attribute_snippet">Full-time</div></div>
<span class="date"><span class="visually-hidden">Posted</span>Posted 30+ days ago</span></div>"""

ROW_2017 = """<div class="  row  result" data-jk="00000000000000b3"><h2 class="jobtitle"><a href="/rc/clk?jk=b3"
title="Clerk">Clerk</a></h2><span class="company">Lowther</span><span class="location">York</span>
<td class="snip"><span class="no-wrap">£9 an hour</span><span class="summary">Files.</span></td></div>"""


def test_the_visible_results_of_2017_are_read() -> None:
    body = f"<html><body>{ROW_2017}</body></html>"

    (posting,) = IndeedSpider().postings(HtmlResponse("https://www.indeed.co.uk/jobs", body=body.encode()))

    assert posting == {
        "source_id": "00000000000000b3",
        "url": "https://www.indeed.co.uk/viewjob?jk=00000000000000b3",
        "title": "Clerk",
        "company": "Lowther",
        "location_raw": "York",
        "country": "GB",
        "salary_raw": "£9 an hour",
        "salary_source": "declared",
        "description_html": "Files.",
        "description_is_snippet": True,
        "is_sponsored": False,
    }


def test_the_visible_results_of_older_layouts_are_read() -> None:
    body = f"<html><head><title>Jobs</title></head><body>{BEACON_2021}{BEACON_2022}</body></html>"

    older, newer = IndeedSpider().postings(HtmlResponse("https://uk.indeed.com/jobs", body=body.encode()))

    assert older == {
        "source_id": "00000000000000b1",
        "url": "https://uk.indeed.com/viewjob?jk=00000000000000b1",
        "title": "Data Engineer",
        "company": "Harlow & Co",
        "location_raw": "London EC1",
        "country": "GB",
        "salary_raw": "£300 a day",
        "salary_source": "declared",
        "description_html": "<ul><li>Pipelines.</li></ul>",
        "description_is_snippet": True,
        "date_posted_raw": "3 days ago",
        "is_sponsored": True,
    }
    assert newer == {
        "source_id": "00000000000000b2",
        "url": "https://uk.indeed.com/viewjob?jk=00000000000000b2",
        "title": "Analyst",
        "company": "Calder",
        "company_url": "https://uk.indeed.com/cmp/Calder",
        "location_raw": "Leeds",
        "country": "GB",
        "employment_type": ["Full-time"],
        "salary_raw": "Estimated £28K - £35K a year",
        "salary_source": "estimated",
        "description_is_snippet": True,
        "date_posted_raw": "Posted 30+ days ago",
        "is_sponsored": False,
    }


WHOLE: dict[str, Any] = {
    "jobkey": "0123456789abcdef",
    "viewJobLink": "/viewjob?jk=0123456789abcdef",
    "displayTitle": "Data Scientist",
    "company": "Northwind",
    "companyOverviewLink": "/cmp/Northwind",
    "formattedLocation": "London",
    "jobLocationCity": "London",
    "jobLocationState": "ENG",
    "jobLocationPostal": "EC1A 1BB",
    "pubDate": 1795132800000,
    "formattedRelativeTime": "1 day ago",
    "sponsored": False,
    "expired": False,
    "remoteLocation": False,
    "remoteWorkModel": {"type": "REMOTE_HYBRID"},
    "taxonomyAttributes": [{"label": "job-types", "attributes": [{"label": "Full-time", "suid": "CF3CP"}]}],
    "jobTypes": ["Full-time"],
    "salarySnippet": {"text": "£40,000 a year", "currency": "GBP", "source": "EXTRACTION"},
    "extractedSalary": {"min": 40000, "max": 50000, "type": "YEARLY"},
    "estimatedSalary": {"formattedRange": "£40K", "min": 40000, "max": 50000, "type": "YEARLY"},
    "snippet": "<li>Models</li>",
}
STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*WHOLE, "type", "label"]), inner),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything in a document, outer things first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a document with another value in one place."""
    if not path:
        return new
    copy: Any = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@given(st.sampled_from([place for place in places(WHOLE) if place]), STRANGE)
@settings(max_examples=300)
def test_a_value_of_a_wrong_shape_costs_itself_and_not_its_posting(place: tuple[Any, ...], new: Any) -> None:
    found = list(postings_of(IndeedSpider(), search_page([changed(WHOLE, place, new), card(1)]), NOW))

    if place == ("displayTitle",):
        assert {posting.title for posting in found} >= {"Job 1"}
        return
    first, second = found
    assert (first.title, second.title) == ("Data Scientist", "Job 1")
    assert place[0] == "jobkey" or first.source_id == "0123456789abcdef"
    for field, where, value in (("company", "company", "Northwind"), ("postal_code", "jobLocationPostal", "EC1A 1BB")):
        assert place[0] == where or getattr(first, field) == value
    assert first.salary_currency in {"GBP", None}
