"""A little of everything for an API to answer with."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from jobspider.api_keys import ApiKey, Scope, digest, new_key
from jobspider.posting import Posting
from jobspider.run import COUNTS
from jobspider.store.api_keys import add_key
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.runs import close_node, close_run, open_node, open_run
from jobspider.store.schema import upgrade
from jobspider.store.transaction import transaction

BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUNS = ("first", "second", "third")
NO_COUNTS = dict.fromkeys(COUNTS, 0)


def fill(url: str) -> str:
    """Makes the tables, five postings, three runs an hour apart, and a key with every scope: its text."""
    engine = create_engine(url)
    upgrade(engine)
    raw = {"title": "Engineer", "employment_type": ["FULL_TIME"], "salary_min": 40_000}
    postings = [
        Posting.from_raw({**raw, "source_id": str(n), "url": f"https://jobs.example/{n}"}, source="example", now=BEGAN)
        for n in range(1, 6)
    ]
    upsert(engine, postings, BEGAN)
    key = key_for(engine, *Scope)
    _record_runs(engine)
    engine.dispose()
    return key


def key_for(engine: Engine, *scopes: Scope) -> str:
    """The text of a new key."""
    made, now, allowed = new_key(), datetime.now(UTC), frozenset(scopes)
    row = ApiKey(id=made.id, name=made.id, secret_hash=digest(made.text), scopes=allowed, created_at=now)
    with transaction(engine) as connection:
        add_key(connection, row)
    return made.text


def _record_runs(engine: Engine) -> None:
    with transaction(engine) as connection:
        for place, run in enumerate(RUNS):
            began = BEGAN + timedelta(hours=place)
            open_run(connection, run, "indeed", {"query": "nurse"}, began, False)
            open_node(connection, run, "host:1", began, "/var/log/secret-place.log")
            if run != "third":
                close_node(connection, run, "host:1", began, "ok", NO_COUNTS)
                close_run(connection, run, began, "ok", True, NO_COUNTS)
