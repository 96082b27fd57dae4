"""The best board: given a saved page, when every board is tried, then the one of its platform comes first."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import TextResponse

from jobspider.boards.best import best, page_boards, readings
from jobspider.boards.cases import SavedCase, saved_cases
from jobspider.boards.catalogue import FOUNDATIONS, board_classes
from jobspider.boards.reading import response_of
from spiders.remotive import RemotiveSpider

CASES = [
    saved
    for saved in saved_cases(Path(__file__).parent / "fixtures")
    if saved.case.spider in page_boards() and saved.expected()
]


@pytest.mark.parametrize("saved", CASES, ids=lambda saved: f"{saved.case.spider}/{saved.folder.name}")
def test_a_platforms_page_is_read_best_by_its_own_board(saved: SavedCase) -> None:
    found = best(saved.response())

    assert found is not None
    assert found.board == saved.case.spider
    expected = [posting["source_id"] for posting in saved.expected()]
    assert [str(raw["source_id"]) for raw in found.postings] == expected


MICRODATA = """<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Cook</h1>
<span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
<b itemprop="name">Inn</b></span><p itemprop="description">You cook.</p></div>"""


def test_microdata_is_read_by_json_ld_with_what_it_lacks() -> None:
    found = readings(response_of(MICRODATA.encode(), "https://inn.example/jobs/cook"))

    assert [reading.board for reading in found] == ["json_ld"]
    assert found[0].postings[0]["title"] == "Cook"
    assert found[0].filled == {"company": 1, "place": 0, "description": 1, "date": 0, "pay": 0, "employment": 0}
    assert found[0].worth == 3


def test_spiders_that_map_their_own_rows_are_tried_beside_the_boards() -> None:
    job = b'{"jobs": [{"id": 7, "url": "https://remotive.com/7", "title": "Cook", "company_name": "Inn"}]}'

    found = readings(response_of(job, "https://remotive.com/api", "a.json"), {"remotive": RemotiveSpider()})

    assert [(reading.board, len(reading.postings)) for reading in found] == [("remotive", 1)]


def test_a_response_without_a_request_is_read_too() -> None:
    job = b'{"jobs": [{"id": 7, "absolute_url": "https://boards.greenhouse.io/acme/jobs/7", "title": "Cook"}]}'

    found = best(TextResponse("https://boards-api.greenhouse.io/v1/boards/acme/jobs", body=job))

    assert found is not None
    assert (found.board, found.postings[0]["company"]) == ("greenhouse", "acme")


@given(st.binary(max_size=300) | st.sampled_from([b"{", b"[[", b'{"jobs": [1, null]}', b"<workzag-jobs><position/>"]))
def test_no_page_makes_it_fail(body: bytes) -> None:
    assert best(response_of(body, "https://x.example/")) is None


def test_a_long_list_of_another_kind_is_given_up_early() -> None:
    rows = ",".join(['{"absolute_url": "x"}'] * 50_000)

    assert best(response_of(f'{{"jobs": [{rows}]}}'.encode(), "https://x.example/", "a.json")) is None


def test_boards_are_named_after_their_modules_and_foundations_are_told_apart() -> None:
    assert set(board_classes()) > FOUNDATIONS
    assert {"json_ld", "json_api", "search_page", "greenhouse", "indeed"} <= set(board_classes())
    assert "best" not in board_classes()
