"""Captured API answers, field by field against facts read from them (tests/expected); descriptions against the words
that the capture itself holds."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from jobspider.boards.board import Board
from jobspider.boards.json_document import at, decoded
from jobspider.boards.reading import postings_of, response_of
from jobspider.posting import Posting

EXPECTED = Path(__file__).parent / "expected"
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
LOADER = SpiderLoader.from_settings(get_project_settings())
# Where each source has its list, its key and its texts, in the order in which they are shown.
TEXTS: dict[str, tuple[str, str, list[str]]] = {
    "greenhouse": ("jobs", "id", ["content"]),
    "lever": ("", "id", ["description", "lists", "additional"]),
    "ashby": ("jobs", "id", ["descriptionHtml"]),
    "smartrecruiters": ("content", "id", []),
    "recruitee": ("offers", "id", ["description", "requirements"]),
    "teamtailor": ("items", "_jobposting.identifier.value", []),
    "reed": ("results", "jobId", ["jobDescription"]),
    "adzuna": ("results", "id", ["description"]),
    "arbeitnow": ("data", "slug", ["description"]),
    "remotive": ("", "job_id", ["description"]),
    "jobicy": ("jobs", "id", ["jobDescription"]),
    "themuse": ("results", "id", ["contents"]),
}


def spider_of(source: str) -> Board:
    spider = LOADER.load(source)()
    assert isinstance(spider, Board)
    return spider


def capture(source: str, captures: Path) -> Path:
    (expected,) = (EXPECTED / source).glob("*.json")
    return captures / source / expected.name


def raw_postings(source: str, captures: Path) -> list[dict[str, Any]]:
    """What the board reads from the capture, which has no address but its own."""
    file = capture(source, captures)
    return list(spider_of(source).postings(response_of(file.read_bytes(), file.as_uri(), file.name)))


@pytest.mark.parametrize("source", TEXTS)
def test_every_posting_of_a_captured_answer_is_read_field_by_field(source: str, captures: Path) -> None:
    expected = json.loads((EXPECTED / source / capture(source, captures).name).read_text())

    found = raw_postings(source, captures)

    described = ("description_html", "description_text")
    assert [{k: v for k, v in raw.items() if k not in described and v is not None} for raw in found] == expected


@pytest.mark.parametrize("source", TEXTS)
def test_every_description_has_the_words_that_the_capture_has(source: str, captures: Path) -> None:
    items, key, texts = TEXTS[source]
    document = decoded(capture(source, captures).read_bytes())
    written = {str(at(item, key)): "".join(letters(item.get(name)) for name in texts) for item in at(document, items)}

    found = {posting.source_id: posting for posting in stored(source, captures)}

    assert found.keys() == written.keys()
    for number, posting in found.items():
        assert letters(posting.description_text) == written[number], f"{source} {number}"


@pytest.mark.parametrize("source", TEXTS)
def test_nothing_in_a_captured_answer_is_refused(source: str, captures: Path) -> None:
    problems: list[str] = []

    found = stored(source, captures, problems)

    assert problems == []
    assert len(found) == len(raw_postings(source, captures))


@pytest.mark.parametrize("strange", [None, "x", 5, True, [], {}, ["x"], [None], {"x": None}], ids=repr)
@pytest.mark.parametrize("source", TEXTS)
def test_a_strange_value_costs_its_posting_at_most(source: str, strange: Any, captures: Path) -> None:
    items, _, _ = TEXTS[source]
    document = decoded(capture(source, captures).read_bytes())
    whole = at(document, items)[0]
    broken = [{**whole, name: strange} for name in whole]
    rows = [*broken, whole]
    body = json.dumps({items: rows} if items else rows)

    found = list(postings_of(spider_of(source), response_of(body.encode(), "file:///saved.json", "saved.json"), SEEN))

    assert found
    assert found[-1] == stored(source, captures)[0]


def stored(source: str, captures: Path, problems: list[str] | None = None) -> list[Posting]:
    """The postings of the capture as a crawl would store them."""
    file = capture(source, captures)
    response = response_of(file.read_bytes(), file.as_uri(), file.name)
    told: list[str] = [] if problems is None else problems
    return list(postings_of(spider_of(source), response, SEEN, told.append))


def letters(value: Any) -> str:
    """Letters and digits of a text, of escaped or plain HTML, or of titled sections; nothing else."""
    if isinstance(value, list):
        return "".join(letters(each["text"]) + letters(each["content"]) for each in value)
    written = str(value or "")
    html = unescape(written) if "&lt;" in written and "<" not in written else written
    shown = unescape(re.sub(r"(?s)<(style|script)\b.*?</\1>|<!--.*?-->|</?[a-zA-Z][^>]*>", "", html))
    return "".join(character for character in normalize("NFC", shown) if character.isalnum())
