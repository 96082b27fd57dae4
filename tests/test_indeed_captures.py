"""Captured Indeed pages, field by field against values read from the pages (tests/expected/indeed)."""

import csv
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobspider.boards.cases import as_json
from jobspider.boards.reading import postings_of, response_of
from spiders.indeed import IndeedSpider

EXPECTED = Path(__file__).parent / "expected" / "indeed"
SEARCH_PAGES = sorted(file.stem for file in EXPECTED.glob("serp_*.tsv"))
AUSTRALIAN = "viewjob_au_2026-08.html"
MEXICAN = "viewjob_embedded_mx_2025-08.json"


def read(file: Path, body: bytes | None = None) -> list[dict[str, Any]]:
    """The raw postings of a saved page, which has no address but its own."""
    response = response_of(file.read_bytes() if body is None else body, file.as_uri(), file.name)
    return list(IndeedSpider().postings(response))


def as_row(posting: dict[str, Any]) -> dict[str, str]:
    """A raw posting in the columns of the expected tables."""
    site = re.fullmatch(r"https://(\w+)\.indeed\.com/viewjob\?jk=\w+", posting["url"])
    assert site, posting["url"]
    return {
        "key": posting["source_id"],
        "site": site[1],
        "title": posting["title"],
        "company": posting["company"],
        "location": posting["location_raw"],
        "salary": posting.get("salary_raw", ""),
        "salary_source": posting.get("salary_source", ""),
        "min": number(posting.get("salary_min")),
        "max": number(posting.get("salary_max")),
        "period": posting.get("salary_period", ""),
        "currency": posting.get("salary_currency", ""),
        "date_posted": datetime.fromtimestamp(posting["date_posted"] / 1000, UTC).isoformat(),
        "shown_date": posting.get("date_posted_raw", ""),
        "types": ", ".join(sorted(posting.get("employment_type", []))),
        "work_mode": posting.get("work_mode", ""),
        "sponsored": "yes" if posting["is_sponsored"] else "no",
    }


def number(bound: float | None) -> str:
    return "" if bound is None else str(bound)


@pytest.mark.parametrize("name", SEARCH_PAGES)
def test_every_result_of_a_captured_search_page_is_read_field_by_field(name: str, captures: Path) -> None:
    with (EXPECTED / f"{name}.tsv").open(newline="") as table:
        expected = list(csv.DictReader(table, delimiter="\t"))

    postings = read(captures / "indeed" / f"{name}.html")

    assert [as_row(posting) for posting in postings] == expected
    assert all(posting["description_is_snippet"] for posting in postings)
    assert all(posting["url"].endswith(f"jk={posting['source_id']}") for posting in postings)


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [("serp_us_2024-01_usa", "US", "en"), ("serp_mx_2025-08", "MX", "es")],
)
def test_a_saved_page_says_itself_which_country_it_is_from(
    name: str, country: str, language: str, captures: Path
) -> None:
    postings = read(captures / "indeed" / f"{name}.html")

    assert {(posting["country"], posting["language"]) for posting in postings} == {(country, language)}


def test_a_page_that_names_no_country_gets_none(captures: Path) -> None:
    postings = read(captures / "indeed" / "serp_us_2026-08_trimmed_placeinator.html")

    assert not any("country" in posting or "language" in posting for posting in postings)


def test_a_fetched_page_is_on_the_host_it_was_fetched_from(captures: Path) -> None:
    body = (captures / "indeed" / "serp_mx_2025-08.html").read_bytes()
    response = response_of(body, "https://malaysia.indeed.com/jobs?q=x", "page.html")

    postings = list(IndeedSpider().postings(response))

    assert {posting["url"].partition("/viewjob")[0] for posting in postings} == {"https://malaysia.indeed.com"}


AUSTRALIAN_JOB = {
    "source_id": "54f1f8af68d722d2",
    "url": "https://au.indeed.com/viewjob?jk=54f1f8af68d722d2",
    "apply_url": "https://jobs.smartrecruiters.com/PaperCutSoftware/744000143231078-senior-devops-engineer",
    "title": "Senior DevOps Engineer",
    "company": "PaperCut Software",
    "company_url": "https://au.indeed.com/cmp/Papercut-Software",
    "location_raw": "Camberwell VIC 3124",
    "locality": "Camberwell",
    "region": "VIC",
    "postal_code": "3124",
    "country": "AU",
    "latitude": -37.8333,
    "longitude": 145.0667,
    "work_mode": "hybrid",
    "employment_type": ["Full-time"],
    "salary_raw": "$130,000 - $160,000 a year",
    "salary_min": 130000,
    "salary_max": 160000,
    "salary_currency": "AUD",
    "salary_period": "YEARLY",
    "salary_source": "declared",
    "date_posted": 1786001975941,
    "date_posted_raw": "8 days ago",
    "valid_through": "2026-12-12T09:37:46.463Z",
    "language": "en",
    "description_is_snippet": False,
    "is_sponsored": False,
    "is_expired": False,
}


def test_a_captured_job_page_is_read_field_by_field(captures: Path) -> None:
    (posting,) = read(captures / "indeed" / AUSTRALIAN)

    description = posting.pop("description_html")
    assert posting == AUSTRALIAN_JOB
    assert description.startswith("<div>\n <b>Company Description</b>")
    assert "PaperCut Pledge" in description


STATE, LINKED_DATA, VISIBLE = "state", "linked data", "visible page"
ALWAYS = {"source_id", "url", "title", "company", "country"}
ONLY = {
    STATE: set(AUSTRALIAN_JOB) - {"valid_through"},
    LINKED_DATA: ALWAYS | {"locality", "region", "postal_code", "salary_min", "salary_max", "salary_currency"},
    VISIBLE: ALWAYS | {"location_raw", "salary_raw", "salary_source", "company_url"},
}


def only(part: str, page: bytes) -> bytes:
    """The page with one of its three sources left, and the canonical link that all job pages have."""
    link = re.search(rb"<link[^>]*canonical[^>]*>", page)
    linked_data = re.search(rb"<script[^>]*ld\+json.*?</script>", page, re.S)
    state = re.search(rb"window\._initialData=.*?</script>", page, re.S)
    assert link
    assert linked_data
    assert state
    if part == VISIBLE:
        return page.replace(linked_data[0], b"").replace(state[0], b"</script>")
    kept = linked_data[0] if part == LINKED_DATA else b"<script>" + state[0]
    return b"<html><head>" + link[0] + b"</head><body>" + kept + b"</body></html>"


@pytest.mark.parametrize("part", [STATE, LINKED_DATA, VISIBLE])
def test_each_source_of_a_job_page_does_alone(part: str, captures: Path) -> None:
    file = captures / "indeed" / AUSTRALIAN

    (posting,) = read(file, only(part, file.read_bytes()))

    assert {field: posting.get(field) for field in ONLY[part]} == {field: AUSTRALIAN_JOB[field] for field in ONLY[part]}
    assert "PaperCut Pledge" in posting["description_html"]
    assert posting["description_is_snippet"] is False


def test_the_state_of_a_job_is_read_from_a_json_answer(captures: Path) -> None:
    (posting,) = read(captures / "indeed" / MEXICAN)

    assert posting.pop("description_html").startswith("<p>ESCOLARIDAD: Ingenieria en Sistemas o afin<br>")
    assert posting == {
        "source_id": "9e1f706da53ce2db",
        "url": "https://mx.indeed.com/viewjob?jk=9e1f706da53ce2db",
        "title": "Ingeniero de Soporte Técnico",
        "company": "Confidencial",
        "location_raw": "Ciudad Juárez, Chih.",
        "locality": "Ciudad Juárez",
        "region": "CHH",
        "country": "MX",
        "latitude": 31.690363,
        "longitude": -106.424545,
        "employment_type": ["Full-time"],
        "salary_raw": "$20,000 a $21,000 por mes",
        "salary_min": 20000,
        "salary_max": 21000,
        "salary_currency": "MXN",
        "salary_period": "MONTHLY",
        "salary_source": "declared",
        "date_posted": 1751557581101,
        "date_posted_raw": "hace 30+ días",
        "language": "es",
        "description_is_snippet": False,
        "is_sponsored": True,
        "is_expired": False,
    }


@pytest.mark.parametrize("name", ["serp_us_2024-01_usa", "serp_mx_2025-08"])
def test_a_search_page_without_its_state_is_read_as_it_is_seen(name: str, captures: Path) -> None:
    file = captures / "indeed" / f"{name}.html"
    seen = file.read_bytes().replace(b"mosaic-provider-jobcards", b"gone").replace(b"window._initialData", b"gone")

    with (EXPECTED / f"{name}.tsv").open(newline="") as table:
        expected = list(csv.DictReader(table, delimiter="\t"))
    postings = read(file, seen)

    shown = ("key", "site", "title", "company", "location", "sponsored")
    assert [{field: as_row({"date_posted": 0, **posting})[field] for field in shown} for posting in postings] == [
        {field: row[field] for field in shown} for row in expected
    ]
    pays = {posting["source_id"]: posting["salary_raw"] for posting in postings if "salary_raw" in posting}
    stated = {row["key"]: row["salary"] for row in expected}
    assert pays
    assert all(stated[key] in pay for key, pay in pays.items())


@pytest.mark.parametrize("name", [*(f"{name}.html" for name in SEARCH_PAGES), AUSTRALIAN, MEXICAN])
def test_what_is_read_becomes_postings_without_a_problem(name: str, captures: Path) -> None:
    file, problems = captures / "indeed" / name, list[str]()
    response = response_of(file.read_bytes(), file.as_uri(), file.name)

    found = list(postings_of(IndeedSpider(), response, datetime(2026, 11, 22, tzinfo=UTC), problems.append))

    assert found
    assert problems == []
    assert all(as_json(posting) for posting in found)
