"""The figures of one day: counted, then stored in place of what was stored of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import Connection, Engine, delete, insert, update

from jobspider.etl.counts import counts
from jobspider.etl.crawls import crawls
from jobspider.etl.day import Day
from jobspider.etl.day_table import day_of
from jobspider.etl.figure import Figure
from jobspider.etl.salaries import salaries
from jobspider.etl.skills import skills
from jobspider.etl.spans import spans
from jobspider.etl.words import words
from jobspider.store.insert import insert_unless_there
from jobspider.store.skills import dictionary_in
from jobspider.store.transaction import in_transaction
from jobspider.tables import daily_rollups, daily_stats


class RolledUp(NamedTuple):
    """A day that was rolled up: how many figures it has, and how long that took."""

    day: date
    figures: int
    seconds: float


def roll_up(engine: Engine, wanted: date, now: datetime) -> RolledUp:
    """Counts the day and stores its figures; may be repeated, by several at once too.

    `engine` needs patience: a statement over a million postings takes a minute on a slow machine. Raises as
    `in_transaction` does; until it returns, the day keeps the figures it had.
    """
    began, day = perf_counter(), Day(wanted, now)
    with day_of(engine, day) as connection:
        found = list(figures(connection, day))
    in_transaction(engine, lambda writing: _store(writing, day, found))
    return RolledUp(wanted, len(found), perf_counter() - began)


def figures(connection: Connection, day: Day) -> Iterator[Figure]:
    """All figures of the day that lies in the connection's `day_table`."""
    of_table = (counts, spans, salaries, skills, words)
    yield from chain.from_iterable(each(connection) for each in of_table)
    yield from crawls(connection, day)


def _store(connection: Connection, day: Day, found: list[Figure]) -> None:
    """The row of the day comes first: it makes a second writer of the same day wait."""
    told = {"as_of": day.as_of, "computed_at": datetime.now(UTC), "dictionary": dictionary_in(connection).digest}
    insert_unless_there(connection, daily_rollups, {"day": day.date, **told})
    connection.execute(update(daily_rollups).where(daily_rollups.c.day == day.date).values(told))
    connection.execute(delete(daily_stats).where(daily_stats.c.day == day.date))
    connection.execute(insert(daily_stats), [{"day": day.date, **figure._asdict()} for figure in found])
