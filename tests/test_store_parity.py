"""Given the same batches, when they are written into SQLite and MariaDB, then rows and versions are the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select

from jobspider.posting import Posting
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.tables import posting_versions, postings

pytestmark = pytest.mark.servers

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, UTC)
PAY: dict[str, Any] = {"salary_raw": "£50,000 a year", "salary_min": 50_000, "salary_currency": "GBP"}
PAGE: dict[str, Any] = {"description_html": "<p>All of it.</p>", "description_text": "All of it."}
CARD: dict[str, Any] = {"description_text": "All …", "description_is_snippet": True}


def test_the_same_batches_give_the_same_rows(tmp_path: Path, mariadb_url: str) -> None:
    sqlite, mariadb = (contents(url) for url in (f"sqlite:///{tmp_path / 'same.db'}", mariadb_url))
    assert sqlite == mariadb
    rows, versions = sqlite
    assert len(rows) > 50
    assert len(versions) > 50


def contents(url: str) -> tuple[list[Any], list[Any]]:
    """All that six days of crawling leave, but the numbers of the rows."""
    engine = create_engine(url)
    schema.upgrade(engine)
    for day in range(6):
        upsert(engine, list(random_batch(Random(day))), NOON + timedelta(days=day))
    found = rows_of(engine)
    engine.dispose()
    return found


def rows_of(engine: Engine) -> tuple[list[Any], list[Any]]:
    names = [column for column in postings.c if column.name != "id"]
    changes = select(postings.c.source_id, posting_versions.c.changed_at, posting_versions.c.replaced)
    joined = changes.join_from(posting_versions, postings)
    with engine.connect() as connection:
        return (
            list(connection.execute(select(*names).order_by(postings.c.source_id))),
            list(connection.execute(joined.order_by(posting_versions.c.changed_at, postings.c.source_id))),
        )


def random_batch(chance: Random) -> Iterator[Posting]:
    for number in chance.sample(range(80), 50):
        row = {"source_id": f"job-{number:05d}", "url": f"https://jobs.example/{number}", "title": "Analyst"}
        kind = chance.choice((PAGE, CARD, {}))
        pay = chance.choice((PAY, {}, {"salary_min": chance.randrange(20_000, 90_000) / 7}))
        fields = {
            "company": chance.choice(("Acme", "Globex 🌍", None)),
            "is_expired": chance.choice((None, True, False)),
        }
        place = {"latitude": chance.uniform(-90, 90)}
        yield Posting.from_raw({**row, **kind, **pay, **fields, **place}, source="indeed", now=NOON)
