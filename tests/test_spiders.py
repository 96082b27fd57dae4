"""Every spider, by its saved cases: given a page, when it is read, then these postings. No test file a spider."""

import json
from pathlib import Path

import pytest
from scrapy.utils.project import get_project_settings

from jobspider.boards.board import Board
from jobspider.boards.cases import SavedCase, as_json, saved_cases
from jobspider.boards.reading import postings_of
from jobspider.spider_loader import SpiderLoader
from tests.crawling import scrapy

FIXTURES = Path(__file__).parent / "fixtures"
LOADER = SpiderLoader.from_settings(get_project_settings())
SITES = [name for name in LOADER.list() if name != "task"]
"""`task` reads any site's pages: tests/test_tasks_*.py."""
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


@pytest.mark.parametrize("name", SITES)
def test_every_spider_has_a_saved_case(name: str) -> None:
    cased = {saved.case.spider for saved in CASES}

    assert name in cased, f"{name} has no saved case: scrapy save {name} PAGE"


@pytest.mark.parametrize("name", SITES)
def test_every_spider_lies_in_a_file_of_its_name_and_stands_on_a_board(name: str) -> None:
    spider = LOADER.load(name)

    assert spider.__module__ == f"spiders.{name}"
    assert issubclass(spider, Board)


def test_every_file_of_a_spider_can_be_loaded(caplog: pytest.LogCaptureFixture) -> None:
    SpiderLoader.from_settings(get_project_settings())

    assert not caplog.text


SOUND = """
from jobspider.boards.json_ld import JsonLdSpider

class Sound(JsonLdSpider):
    name = "sound"
    start_urls = ["https://careers.example/jobs"]
"""


@pytest.mark.servers
@pytest.mark.parametrize("mistake", ["start_urls = [", "import nosuchmodule", "print(nosuchname)"])
def test_a_file_with_a_mistake_is_named_and_the_other_spiders_work(mistake: str, tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "__init__.py").touch()
    (tmp_path / "sites" / "broken.py").write_text(f"# A spider.\n{mistake}\n")
    (tmp_path / "sites" / "sound.py").write_text(SOUND)

    ended = scrapy("list", "-s", "SPIDER_MODULES=sites", path=str(tmp_path))

    assert ended.code == 0
    assert ended.out == "sound\n"
    assert f"{tmp_path}/sites/broken.py, line 2, is left out until it is mended: " in ended.err
    assert "Traceback" not in ended.err
