"""Every spider, by its saved cases: given a page, when it is read, then these postings. No test file a spider."""

import json
from pathlib import Path

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from jobspider.boards.board import Board
from jobspider.boards.cases import SavedCase, as_json, saved_cases
from jobspider.boards.reading import postings_of

FIXTURES = Path(__file__).parent / "fixtures"
LOADER = SpiderLoader.from_settings(get_project_settings())
CASES = list(saved_cases(FIXTURES))


@pytest.mark.parametrize("saved", CASES, ids=lambda saved: f"{saved.case.spider}/{saved.folder.name}")
def test_a_saved_page_gives_its_postings(saved: SavedCase) -> None:
    spider = LOADER.load(saved.case.spider)(**saved.case.arguments)

    found = [json.loads(as_json(posting)) for posting in postings_of(spider, saved.response(), saved.case.now)]

    expected = saved.expected()
    assert [posting["source_id"] for posting in found] == [posting["source_id"] for posting in expected]
    wrong = [
        f"{want['source_id']}.{name}: {got.get(name)!r}, not {value!r}"
        for got, want in zip(found, expected, strict=True)
        for name, value in want.items()
        if got.get(name) != value
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", LOADER.list())
def test_every_spider_has_a_saved_case(name: str) -> None:
    assert name in {saved.case.spider for saved in CASES}


@pytest.mark.parametrize("name", LOADER.list())
def test_every_spider_lies_in_a_file_of_its_name_and_stands_on_a_board(name: str) -> None:
    spider = LOADER.load(name)

    assert spider.__module__ == f"spiders.{name}"
    assert issubclass(spider, Board)
