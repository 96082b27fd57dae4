"""Postings and runs of some weeks, at random but always the same, and with what databases like to confuse."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlalchemy import insert as insert_one

from jobspider.posting import Posting
from jobspider.run import COUNTS
from jobspider.store.statements import insert
from jobspider.store.transaction import transaction
from jobspider.tables import postings, runs

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
DAYS = 20
SOURCES = ("alpha", "beta", "gamma-2")
WORDS = ("Data", "Pflege", "Nurse", "Go", "C++", "für", "Ingénieur", "Senior", "the", "Łódź", "driver", "it", "R")
PLACES = (("London", "GB"), ("LONDON", "GB"), ("München", "DE"), ("Munchen", "DE"), ("Oslo", None), (None, "FR"))
SKILLS = ("Python", "SQL", "C++", "Excel", 'The "Quoted"', "Güte", "python")


def fill(engine: Engine, number: int) -> list[dict[str, Any]]:
    """Writes so many postings; the rows, as they are stored."""
    chance = Random(7)
    rows = [_row(chance, key) for key in range(1, number + 1)]
    for start in range(0, number, 1000):
        with transaction(engine) as connection:
            insert(connection.dialect, postings, tuple(rows[0])).execute(connection, rows[start : start + 1000])
    return rows


def fill_runs(engine: Engine) -> list[dict[str, Any]]:
    """Writes some runs; the rows."""
    chance = Random(8)
    rows = [_run(chance, number) for number in range(60)]
    with transaction(engine) as connection:
        connection.execute(insert_one(runs), rows)
    return rows


def _row(chance: Random, key: int) -> dict[str, Any]:
    locality, country = chance.choice(PLACES)
    skills = tuple(sorted(chance.sample(SKILLS, chance.randrange(4))))
    title = " ".join(chance.choices(WORDS, k=chance.randrange(1, 4)))
    told = chance.random()
    posting = Posting.model_construct(
        source=chance.choice(SOURCES),
        source_id=str(key),
        url=f"https://jobs.example/{key}",
        title=title,
        title_normalized=title.lower() if chance.random() < 0.9 else None,
        locality=locality,
        country=country,
        skills=skills,
        skills_required=skills[: chance.randrange(3)],
        description_text=f"{title} - and\nteam{key % 300}s work, wörk" if told < 0.8 else None,
        description_is_snippet=told < 0.3,
        **_pay(chance),
    )
    return {**posting.__dict__, "content_hash": "", **_times(chance), "id": key}


def _pay(chance: Random) -> dict[str, Any]:
    low = float(chance.randrange(20_000, 90_000, 500)) if chance.random() < 0.7 else None
    high = (low or 30_000.0) + chance.randrange(0, 20_000, 250) if chance.random() < 0.6 else None
    return {
        "salary_min": low,
        "salary_max": high,
        "salary_annual_min": low if chance.random() < 0.9 else None,
        "salary_annual_max": high,
        "salary_currency": chance.choice(("GBP", "GBP", "EUR", None)),
        "salary_source": chance.choice(("declared", "text", "estimated", None)),
    }


def _times(chance: Random) -> dict[str, Any]:
    """First seen within DAYS; seen up to some days later; then half of them are closed; midnight is often met."""
    first = NOW - timedelta(
        hours=chance.randrange(1, 24 * DAYS), seconds=chance.randrange(3600), microseconds=chance.randrange(10**6)
    )
    if chance.random() < 0.05:
        first = first.replace(hour=0, minute=0, second=0, microsecond=0)
    last = min(NOW, first + timedelta(hours=chance.randrange(24 * 8)))
    closed = min(NOW, last + timedelta(hours=chance.randrange(48))) if chance.random() < 0.5 else None
    posted = first - timedelta(hours=chance.randrange(-20, 100)) if chance.random() < 0.7 else None
    reason = chance.choice(("not_listed", "gone", "not_seen")) if closed else None
    return {
        "first_seen_at": first,
        "last_seen_at": last,
        "closed_at": closed,
        "closed_reason": reason,
        "date_posted": posted,
    }


def _run(chance: Random, number: int) -> dict[str, Any]:
    began = NOW - timedelta(hours=chance.randrange(24 * DAYS))
    ended = began + timedelta(minutes=chance.randrange(300)) if chance.random() < 0.9 else None
    return {
        "id": f"run-{number}",
        "spider": chance.choice(SOURCES),
        "arguments": {},
        "started_at": began,
        "finished_at": ended,
        "outcome": chance.choice(("ok", "ok_empty", "partial", "failed", "challenged")) if ended else None,
        "counts": {**dict.fromkeys(COUNTS, 0), "dropped": chance.randrange(30)} if ended else {},
        "robots_lifted": False,
    }
