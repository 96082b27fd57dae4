"""Queues of postings, each a table: filled by whoever writes postings, worked off by any number of processes."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, Table, delete, select

from jobspider.store.transaction import in_transaction


def take(connection: Connection, queue: Table, most: int) -> list[int]:
    """Takes the first ones out, `most` at most: their `postings.id`, as often as each was queued.

    Another one's share is left to it; what is rolled back stays queued.
    """
    wanted = select(queue.c.id, queue.c.posting_id).order_by(queue.c.id).limit(most)
    rows = connection.execute(wanted.with_for_update(skip_locked=True)).all()
    if rows:
        connection.execute(delete(queue).where(queue.c.id.in_([row.id for row in rows])))
    return [row.posting_id for row in rows]


def work_off(engine: Engine, batch: Callable[[Connection], int], most: int | None = None) -> int:
    """Repeats `batch`, each time in a transaction of its own, until it takes nothing or `most` or more were taken.

    How many that were. Raises as `in_transaction` does; what was not committed stays queued.
    """
    done = 0
    while most is None or done < most:
        taken = in_transaction(engine, batch)
        done += taken
        if taken == 0:
            break
    return done
