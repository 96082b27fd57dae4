"""A large table of postings, made quickly: some thousand written row by row, the others copied from them in SQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, text

from jobspider.posting import Posting
from jobspider.store import schema
from jobspider.store.postings import upsert
from jobspider.store.words import index_waiting

WRITTEN = 20_000
"""Different postings; the others differ from one of these in key, date and number."""
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 180
RANKS = ("Senior ", "Junior ", "Lead ", "", "", "", "")
FIELDS = ("Data", "Software", "Sales", "Care", "Warehouse", "Finance", "Marketing", "Security", "Quality", "Cloud")
ROLES = ("Engineer", "Scientist", "Analyst", "Assistant", "Manager", "Developer", "Consultant", "Nurse", "Driver")
ODD = ("R Programmer", "Go Developer", "C++ Engineer", "AI Researcher", "Falconer", "Lighthouse Keeper", "COBOL Expert")
TOWNS = (
    *("London", "Leeds", "Manchester", "Bristol", "Glasgow", "Cardiff", "Belfast", "York", "Bath", "Wick"),
    *("Oban", "Stornoway"),
)
TOWN_SHARES = list(accumulate((400, 80, 100, 70, 60, 40, 30, 20, 15, 2, 2, 1)))
SYLLABLES = ("ba", "ro", "ti", "men", "sol", "kar", "vi", "den", "lu", "pra", "nok", "ster", "fi", "gol", "ham")
WORDS = 50
"""Words of a description: as many as a search card shows."""


def fill(engine: Engine, rows: int) -> None:
    """A new schema with so many postings in it, indexed."""
    schema.upgrade(engine)
    postings = list(written())
    for start in range(0, WRITTEN, 1000):
        upsert(engine, postings[start : start + 1000], NOW)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE posting_search DROP INDEX ft_posting_search_tokens"))
    index_waiting(engine)
    with engine.connect() as connection:
        _renumber(connection)
        for copy in range(1, rows // WRITTEN):
            _copy(connection, copy)
        connection.execute(text("CREATE FULLTEXT INDEX ft_posting_search_tokens ON posting_search (tokens)"))
        connection.execute(text("ANALYZE TABLE postings, posting_search"))
        connection.commit()


def written() -> Iterator[Posting]:
    """The postings that are written as a crawl writes them."""
    chance = Random(1)
    vocabulary = ["".join(chance.choices(SYLLABLES, k=2 + number % 3)) for number in range(20_000)]
    shares = list(accumulate(1 / (number + 5) for number in range(len(vocabulary))))
    for number in range(WRITTEN):
        description = " ".join(chance.choices(vocabulary, cum_weights=shares, k=WORDS))
        yield Posting.from_raw(_row(chance, number, description), source=f"board{number % 7}", now=NOW)


def _row(chance: Random, number: int, description: str) -> dict[str, Any]:
    odd = chance.random() < 0.01
    (town,) = chance.choices(TOWNS, cum_weights=TOWN_SHARES)
    low = chance.randrange(20_000, 90_000, 500)
    return {
        "source_id": f"{number:016x}",
        "url": f"https://jobs.example/viewjob?jk={number:016x}",
        "title": chance.choice(ODD) if odd else _title(chance),
        "company": f"{chance.choice(SYLLABLES).title()}{chance.choice(SYLLABLES)} {number % 900} Ltd",
        "location_raw": f"{town} {chance.randrange(20)}",
        "locality": town,
        "country": "GB",
        "employment_type": ["FULL_TIME"] if chance.random() < 0.8 else ["PART_TIME"],
        "contract_type": chance.choice(("permanent", "permanent", "permanent", "contract", None)),
        "work_mode": chance.choice(("remote", "hybrid", "onsite", None)),
        "description_text": description,
        "description_is_snippet": True,
        "salary_min": low,
        "salary_max": low + 10_000,
        "salary_annual_min": low,
        "salary_annual_max": low + 10_000,
        "salary_currency": "GBP",
        "salary_period": "YEAR",
        "date_posted": NOW - timedelta(seconds=chance.randrange(DAYS * 86_400)),
    }


def _title(chance: Random) -> str:
    return f"{chance.choice(RANKS)}{chance.choice(FIELDS)} {chance.choice(ROLES)}"


def _renumber(connection: Connection) -> None:
    """Ids from 1 on without gaps, so that copies can be counted on."""
    lowest, highest = connection.execute(text("SELECT MIN(id), MAX(id) FROM postings")).one()
    if (lowest, highest) != (1, WRITTEN):
        raise RuntimeError(f"ids are {lowest} to {highest}: start on an empty database")
    connection.execute(text("SET SESSION foreign_key_checks = 0, unique_checks = 0"))


def _copy(connection: Connection, copy: int) -> None:
    """WRITTEN more postings, listed at other times."""
    plain = [name for name in (*Posting.model_fields, "content_hash") if name not in {"source_id", "date_posted"}]
    moved = {"shift": copy * WRITTEN, "copy": copy, "written": WRITTEN, "span": DAYS * 86_400}
    listed = ", ".join(plain)
    connection.execute(
        text(
            f"INSERT INTO postings (id, source_id, date_posted, first_seen_at, last_seen_at, {listed}) "
            "SELECT id + :shift, CONCAT(source_id, '-', :copy), "
            "first_seen_at - INTERVAL (CRC32(id + :shift) % :span) SECOND, "
            f"first_seen_at, last_seen_at, {listed} FROM postings WHERE id <= :written"
        ),
        moved,
    )
    both = "INSERT INTO posting_search (id, tokens) SELECT id + :shift, tokens FROM posting_search WHERE id <= :written"
    connection.execute(text(both), moved)
    connection.commit()
