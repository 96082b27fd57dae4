"""`jobspider searches import`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from jobspider.cli.searches.planning import planned
from jobspider.cli.searches.rows import Row, rows_of
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import ConfigError
from jobspider.planner.redis_queue import batches
from jobspider.records import Search, StoredSearch
from jobspider.schedule.searches import checked_search, first_interval, row_of, spread_start
from jobspider.store.searches import add_searches, taken_keys

BATCH = 500
REFUSED = 1


def load(
    file: Annotated[
        Path, typer.Argument(help="A CSV file with a header, or one JSON object a line (.ndjson, .jsonl).")
    ],
    now: Annotated[
        bool, typer.Option("--now", help="All due at once, instead of spread over their first day.")
    ] = False,
) -> None:
    """Add the searches of a file: columns spider, key, priority, least_hours, most_hours, enabled; all else arguments.

    A row that is wrong is named with its line and costs no other; the exit code is 1 then.
    """
    try:
        found = rows_of(file)
        added = refused = 0
        for batch in batches(found, BATCH):
            counted = _add(file, batch, now=now)
            added, refused = added + counted, refused + len(batch) - counted
    except ConfigError as error:
        refuse(error)
    typer.echo(f"{added} added, {refused} refused.")
    raise typer.Exit(REFUSED if refused else 0)


def _add(file: Path, rows: list[Row], *, now: bool) -> int:
    """How many of these rows were added."""
    good = dict[str, tuple[int, Search]]()
    for row in rows:
        try:
            search = _search(row)
        except ConfigError as error:
            _say(file, row.line, str(error))
            continue
        if search.key in good:
            _say(file, row.line, f"line {good[search.key][0]} has the search {search.key} already")
        else:
            good[search.key] = (row.line, search)
    return len(planned(lambda connection: _written(connection, file, good, now=now))) if good else 0


def _search(row: Row) -> Search:
    if row.fault:
        raise ConfigError(row.fault)
    return checked_search(row_of(row.cells))


def _written(
    connection: Connection, file: Path, good: dict[str, tuple[int, Search]], *, now: bool
) -> list[StoredSearch]:
    moment, taken = datetime.now(UTC), taken_keys(connection, list(good))
    for key in sorted(taken):
        _say(file, good[key][0], f"there is a search {key} already")
    fresh = [search for key, (_, search) in good.items() if key not in taken]
    starts = [(each, moment if now else spread_start(each, moment), first_interval(each)) for each in fresh]
    return add_searches(connection, starts, moment)


def _say(file: Path, line: int, sentence: str) -> None:
    typer.echo(f"{file}, line {line}: {sentence}", err=True)
