"""`scrapy page` and `scrapy save`: given a saved page, then its postings on standard output."""

import json
import shutil
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.crawling import ROOT, scrapy


@pytest.fixture
def search_page(sample_board: str, tmp_path: Path) -> Path:
    """A search page of the sample board in a file."""
    file = tmp_path / "search.html"
    with urlopen(f"{sample_board}/jobs?q=data+science&l=London", timeout=10) as answer:
        file.write_bytes(answer.read())
    return file


def test_page_prints_the_postings_of_a_file_as_json_lines(search_page: Path) -> None:
    ended = scrapy("page", "--spider", "indeed", str(search_page))

    assert ended.code == 0, ended.err
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert len(found) == 15
    assert all(posting["url"].startswith("https://uk.indeed.com/viewjob?jk=") for posting in found)
    assert "15 postings" in ended.err


def test_page_fetches_a_url_first(sample_board: str) -> None:
    url = f"{sample_board}/jobs?q=data+science&l=London"

    ended = scrapy("page", "--spider", "indeed", "-a", f"base_url={sample_board}", url)

    assert ended.code == 0, ended.err
    assert len(ended.out.splitlines()) == 15


def test_page_obeys_robots_txt(sample_board: str) -> None:
    ended = scrapy("page", "--spider", "indeed", f"{sample_board}/viewjob?jk=1")

    assert ended.code == 2
    assert "forbidden by its robots.txt" in ended.err


def test_page_without_a_spider_reads_json_ld(sample_board: str, tmp_path: Path) -> None:
    file = tmp_path / "job.html"
    with urlopen(f"{sample_board}/tree/3", timeout=10) as answer:
        file.write_bytes(answer.read())

    ended = scrapy("page", str(file), "--url", "https://careers.example/3")

    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["title"] == "Engineer 3"


def test_page_without_postings_exits_with_1(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text("<html><body><h1>About us</h1></body></html>")

    ended = scrapy("page", "--spider", "indeed", str(file))

    assert ended.code == 1
    assert ended.out == ""


def test_a_challenge_page_exits_with_3_and_says_so(captures: Path) -> None:
    ended = scrapy("page", "--spider", "indeed", str(captures / "indeed" / "blocked_2025-11_cloudflare.html"))

    assert ended.code == 3
    assert ended.out == ""
    assert "challenge page" in ended.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["--spider", "nosuch", "x.html"], "nosuch"), (["nosuchfile.html"], "nosuchfile.html"), ([], "one saved page")],
)
def test_wrong_usage_of_page_gets_a_sentence(arguments: list[str], named: str) -> None:
    ended = scrapy("page", *arguments)

    assert ended.code == 2
    assert named in ended.err
    assert "Traceback" not in ended.err


def test_save_writes_a_case_that_holds(search_page: Path, tmp_path: Path) -> None:
    for name in ("scrapy.cfg", "jobspider", "spiders", "pipelines"):
        (tmp_path / name).symlink_to(ROOT / name)

    ended = scrapy("save", "indeed", str(search_page), "--case", "london", cwd=tmp_path)

    assert ended.code == 0, ended.err
    folder = tmp_path / "tests" / "fixtures" / "indeed" / "london"
    assert (folder / "page.html").read_bytes() == search_page.read_bytes()
    assert len((folder / "postings.jsonl").read_text().splitlines()) == 15
    shutil.rmtree(folder)
