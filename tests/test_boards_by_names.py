"""Lists of jobs that no board knows: given JSON in a page or alone, then where its jobs are and which key says what."""

import json

import pytest

from jobspider.boards.best import readings
from jobspider.boards.by_names import ByNames, job_list
from jobspider.boards.reading import response_of

JOB = {"ref": "c1", "link": "/jobs/c1", "position": "Cook", "employer": {"name": "Inn"}, "city": "Leeds", "pay": "£12"}
DATA = {"user": None, "search": {"total": 2, "hits": [JOB, {**JOB, "ref": "c2"}]}, "news": [{"title": "A", "url": "/"}]}
KEYS = {
    "source_id": "ref",
    "url": "link",
    "title": "position",
    "company": "employer",
    "location_raw": "city",
    "salary_raw": "pay",
}


@pytest.mark.parametrize(
    ("page", "ending", "marker"),
    [
        (json.dumps(DATA), ".json", ""),
        (f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(DATA)}</script>', ".html", "#__NEXT_DATA__"),
        (f"<script>window.__STATE__ = {json.dumps(DATA)};</script>", ".html", "__STATE__"),
        (f"<script>var app = 1; const jobs={json.dumps(DATA)}</script>", ".html", "jobs"),
    ],
)
def test_the_list_is_found_with_its_place_and_keys(page: str, ending: str, marker: str) -> None:
    response = response_of(page.encode(), "https://inn.example/jobs", f"page{ending}")

    found = job_list(response)

    assert found is not None
    assert (found.marker, found.path, len(found.rows)) == (marker, "search.hits", 2)
    assert found.keys == KEYS
    assert found.board == ("search_page" if marker else "json_api")
    raw = next(ByNames().postings(response))
    assert raw["url"] == "https://inn.example/jobs/c1"
    assert (raw["company"], raw["location_raw"], raw["salary_raw"]) == ("Inn", "Leeds", "£12")


@pytest.mark.parametrize(
    "document",
    [
        [{"title": "Pan", "url": "/pan", "price": 3, "id": 1}],
        {"posts": [{"title": "News", "link": "/1", "city": "Leeds"}]},
        {"jobs": []},
        {"jobs": [None, 3]},
        "jobs",
    ],
)
def test_lists_of_other_things_are_not_taken_for_jobs(document: object) -> None:
    assert job_list(response_of(json.dumps(document).encode(), "https://x.example/", "a.json")) is None


def test_a_guess_is_not_among_the_readings_that_may_be_stored() -> None:
    assert readings(response_of(json.dumps(DATA).encode(), "https://x.example/", "a.json")) == []
