"""A database that pages look good on: the sample board's jobs on three boards over six weeks, closings, runs, days."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, update

from jobspider.enrich import enrich
from jobspider.etl.rollup import roll_up
from jobspider.posting import Posting
from jobspider.run import COUNTS
from jobspider.sample.data import Board, SamplePosting
from jobspider.sample.description import description_html
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.runs import close_node, close_run, open_node, open_run
from jobspider.store.schema import upgrade
from jobspider.store.transaction import transaction
from jobspider.store.words import index_waiting
from jobspider.tables import postings

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
SOURCES = ("indeed", "indeed", "indeed", "indeed", "reed", "reed", "arbeitnow")
ABROAD = (("Berlin", "DE", "EUR"), ("München", "DE", "EUR"), ("Kraków", "PL", "PLN"), ("Wien", "AT", "EUR"))
ROLLED_UP_DAYS = 12


def fill(url: str, number: int = 400) -> None:
    """Makes the tables and fills them; always the same but for the day, since pages show what was posted lately."""
    engine = create_engine(url)
    upgrade(engine)
    board = Board(seed=7, size=number, start=NOW.date())
    for seen_at, batch in _by_day([(slot, board.posting(slot)) for slot in range(number)]):
        upsert(engine, batch, seen_at)
    _close_some(engine)
    _record_runs(engine)
    for ago in range(ROLLED_UP_DAYS, 0, -1):
        roll_up(engine, NOW.date() - timedelta(days=ago), NOW)
    while index_waiting(engine):
        pass
    engine.dispose()


def _by_day(jobs: list[tuple[int, SamplePosting]]) -> Iterator[tuple[datetime, list[Posting]]]:
    """Jobs that were published on the same day were seen on it, a few hours later."""
    for age in sorted({job.age for _, job in jobs}, reverse=True):
        seen_at = NOW - timedelta(days=age)
        yield seen_at, [_posting(slot, job, seen_at) for slot, job in jobs if job.age == age]


def _posting(slot: int, job: SamplePosting, seen_at: datetime) -> Posting:
    source = SOURCES[slot % len(SOURCES)]
    raw: dict[str, Any] = {
        "source_id": job.key,
        "url": f"https://{source}.example/jobs/{job.key}",
        "title": job.title,
        "company": job.company,
        "employment_type": ["FULL_TIME"] if slot % 6 else ["PART_TIME"],
        "description_html": description_html(job),
        "description_is_snippet": source == "indeed",
        "date_posted": seen_at - timedelta(hours=slot % 9),
        **_where(slot, job, source),
    }
    return enrich(Posting.from_raw(raw, source=source, now=seen_at), seen_at)


def _where(slot: int, job: SamplePosting, source: str) -> dict[str, Any]:
    if source != "arbeitnow":
        place = {"latitude": job.place.latitude, "longitude": job.place.longitude} if source == "reed" else {}
        pay = job.pay.text if job.pay else None
        return {"location_raw": job.location, "locality": job.place.town, "country": "GB", "salary_raw": pay, **place}
    town, country, currency = ABROAD[slot // len(SOURCES) % len(ABROAD)]
    low = 42_000 + slot % 30 * 1_000
    return {
        "location_raw": town,
        "locality": town,
        "country": country,
        "salary_min": low,
        "salary_max": low + 12_000,
        "salary_currency": currency,
        "salary_period": "YEAR",
    }


def _close_some(engine: Engine) -> None:
    """Every fifth of those that are ten days old or older, after three to nine days."""
    old = postings.c.first_seen_at < NOW - timedelta(days=10)
    with transaction(engine) as connection:
        rows = connection.execute(postings.select().where(old, postings.c.id % 5 == 0)).all()
        for row in rows:
            closed = row.first_seen_at + timedelta(days=3 + row.id % 7)
            values = {"closed_at": closed, "closed_reason": "not_listed", "last_seen_at": closed}
            connection.execute(update(postings).where(postings.c.id == row.id).values(values))
        still = (postings.c.closed_at.is_(None), postings.c.id % 3 != 0)
        connection.execute(update(postings).where(*still).values(last_seen_at=NOW - timedelta(hours=2)))


def _record_runs(engine: Engine) -> None:
    """Each source's daily run of the last week, one of them challenged; one of today's goes on."""
    with transaction(engine) as connection:
        for ago in range(7):
            for place, source in enumerate(sorted(set(SOURCES))):
                began = NOW - timedelta(days=ago, hours=2 + place)
                run = f"{source}-{ago}"
                counts = {**dict.fromkeys(COUNTS, 0), "dropped": ago}
                open_run(connection, run, source, {"query": "data science"}, began, False)
                open_node(connection, run, "node-1:6800", began, "/var/log/run.log")
                if (ago, source) == (0, "reed"):
                    continue
                outcome = "challenged" if (ago, source) == (2, "indeed") else "ok"
                ended = began + timedelta(minutes=20)
                close_node(connection, run, "node-1:6800", ended, outcome, counts)
                close_run(connection, run, ended, outcome, outcome == "ok", counts)
