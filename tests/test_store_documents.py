"""List documents in the database: kept once, found while young, removed when old or too much, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine

from jobspider.store.documents import Document, find_document, keep_document, prune_documents
from jobspider.store.transaction import in_transaction

NOW = datetime(2026, 11, 22, tzinfo=UTC)
WEEK = timedelta(days=7)


def document(size: int) -> Document:
    """One with every byte in it."""
    return Document("application/json", 'W/"é"', "", (bytes(range(256)) * (size // 256 + 1))[:size])


def keep(connection: Connection, key: str, size: int, at: datetime) -> None:
    """One document of the source `x`."""
    keep_document(connection, "x", key, document(size), at)


def test_documents_are_replaced_found_while_young_and_pruned(engine: Engine) -> None:
    sizes = {"old": 10, "large": 4_000_000, "new": 300}
    for days, (key, size) in zip((9, 2, 1), sizes.items(), strict=True):
        for _ in range(2):  # the second replaces the first
            in_transaction(engine, partial(keep, key=key, size=size, at=NOW - timedelta(days=days)))
    in_transaction(engine, lambda c: keep_document(c, "y", "old", document(5), NOW - 2 * WEEK))

    with engine.connect() as connection:
        assert find_document(connection, "x", "large", NOW - WEEK) == document(4_000_000)
        assert find_document(connection, "x", "old", NOW - WEEK) is None
        assert find_document(connection, "y", "new", NOW - WEEK) is None
    assert in_transaction(engine, lambda c: prune_documents(c, "x", NOW - WEEK, 1_000_000)) == 2
    with engine.connect() as connection:
        assert find_document(connection, "x", "large", NOW - WEEK) is None
        assert find_document(connection, "x", "new", NOW - WEEK) == document(300)
        assert find_document(connection, "y", "old", NOW - 3 * WEEK) == document(5)


def test_nodes_that_keep_the_same_document_at_once_leave_one(engine: Engine) -> None:
    def keep_one(size: int) -> None:
        in_transaction(engine, partial(keep, key="key", size=size, at=NOW))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep_one, range(1, 21)))

    with engine.connect() as connection:
        assert find_document(connection, "x", "key", NOW - WEEK) is not None
    assert in_transaction(engine, lambda c: prune_documents(c, "x", NOW - WEEK, 0)) == 1
