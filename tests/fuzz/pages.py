"""Pages that broke on their way: each is read by its own board, and as the page of a task."""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

from scrapy import Spider
from scrapy.settings import Settings

from jobspider.boards.cases import saved_cases
from jobspider.boards.reading import postings_of, response_of
from jobspider.errors import JobspiderError
from jobspider.posting import Posting
from jobspider.spider_loader import SpiderLoader
from jobspider.tasks.reading import read_page
from tests.fuzz.finding import Tally, told, within
from tests.mutated import PIECES, mutate

PAGES = 40
PAGE_SECONDS = 20.0
FIXTURES = Path(__file__).parents[1] / "fixtures"
CAPTURES = Path(__file__).parents[3] / "shared" / "real"
"""Pages of real boards, where they lie beside this checkout."""
KINDS = frozenset({".html", ".json", ".xml", ".rss", ".atom"})
MOST_BYTES = 1_500_000
BOMBS = (
    b"[" * 5000,
    b'{"a":' * 5000,
    b"<div>" * 3000,
    b"&amp;" * 5000,
    b"\\u00",
    b"1" * 5000,
    b" " * 20000,
    b"\x00",
    b"</script",
)
"""What stands in a page that is meant to do harm."""
SPIDERS = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))


@dataclass(frozen=True)
class Page:
    """A page as it was, and whose it is."""

    name: str
    spider: Spider | None
    url: str
    body: bytes
    now: datetime


@cache
def pages() -> list[Page]:
    """All that there are."""
    return [*_fixtures(), *_captures()]


def _fixtures() -> Iterator[Page]:
    for saved in saved_cases(FIXTURES):
        spider = SPIDERS.load(saved.case.spider)(**saved.case.arguments)
        yield Page(saved.page.name, spider, saved.case.url, saved.page.read_bytes(), saved.case.now)


def _captures() -> Iterator[Page]:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    for file in sorted(CAPTURES.glob("*/*")) if CAPTURES.is_dir() else ():
        if file.suffix in KINDS and file.stat().st_size <= MOST_BYTES and file.parent.name != "datasets":
            yield Page(
                file.name, _spider(file.parent.name), f"https://{file.parent.name}.example/x", file.read_bytes(), now
            )


def _spider(name: str) -> Spider | None:
    try:
        return SPIDERS.load(name)() if name in SPIDERS.list() else None
    except JobspiderError:
        return None


def round_of(number: int) -> Tally:
    """Some pages, each broken in its own way."""
    logging.disable(logging.CRITICAL)
    random, tally = Random(number), Tally()
    for place in range(PAGES):
        page = random.choice(pages())
        broken = _broken(page.body, random)
        tally.cases += 1
        try:
            with within(PAGE_SECONDS):
                read(page, broken)
        except Exception as error:
            tally.findings.append(f"{page.url} ({page.name}), page {place} of the round: {told(error)}")
    logging.disable(logging.NOTSET)
    return tally


def _new(random: Random) -> bytes:
    return random.choice([random.randbytes(random.randrange(6)), random.choice(PIECES), random.choice(BOMBS)])


def _broken(body: bytes, random: Random) -> bytes:
    changes = [(random.random(), random.choice([0, 1, 3, 40, 4000]), _new(random)) for _ in range(random.randint(1, 5))]
    whole = mutate(body, changes)
    return whole[: random.randrange(len(whole) + 1)] if random.random() < 0.1 else whole


def read(page: Page, body: bytes) -> None:
    """Raises whatever a crawl would not foresee, and AssertionError for a wrong currency."""
    response = response_of(body, page.url, page.name)
    read_page(response, page.now)
    if page.spider is None:
        return
    try:
        found = list(postings_of(page.spider, response, page.now))
    except JobspiderError:
        return  # a page that holds none says so
    known = currencies(page)
    for posting in found:
        said = known.get((posting.salary_raw, posting.country))
        assert said is None or posting.salary_currency in {*said, None}, (
            f"wrong currency: {posting.salary_raw} {posting}"
        )


@cache
def currencies(page: Page) -> dict[tuple[str | None, str | None], set[str | None]]:
    """Of each text about pay, in each country, the currency that it is in on the page as it was."""
    found = defaultdict[tuple[str | None, str | None], set[str | None]](set)
    for posting in _sound(page):
        if posting.salary_raw and posting.salary_currency:
            found[posting.salary_raw, posting.country].add(posting.salary_currency)
    return dict(found)


def _sound(page: Page) -> list[Posting]:
    try:
        return (
            list(postings_of(page.spider, response_of(page.body, page.url, page.name), page.now)) if page.spider else []
        )
    except JobspiderError:
        return []
