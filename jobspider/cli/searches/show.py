"""`jobspider searches list|show`."""

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.config import config
from jobspider.errors import JobspiderError
from jobspider.planner.entities import Priority
from jobspider.planner.planner import planner_of
from jobspider.records import StoredSearch
from jobspider.search.searches import some_searches

COLUMNS = ("key", "spider", "arguments", "priority", "every", "next", "last", "outcome", "failures")
DEPTHS = ("kind", "spider", "partition", "planned", "due", "leased", "overdue")


def show(
    spider: Annotated[str | None, typer.Option(help="Of this spider only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="How many, at most.")] = 50,
) -> None:
    """List searches, the most overdue first."""
    table = Table(*COLUMNS)
    for search in in_database(lambda connection: some_searches(connection, limit, spider)):
        table.add_row(*_row(search))
    console().print(table)


def queues() -> None:
    """Show what is due: counts by kind, spider and partition, and how overdue the first of each is."""
    in_database(lambda _: None)
    try:
        depths = planner_of(config()).depths()
    except JobspiderError as error:
        refuse(error)
    table = Table(*DEPTHS)
    for depth in depths:
        numbers = (depth.partition, depth.planned, depth.due, depth.leased)
        table.add_row(depth.kind, depth.spider, *map(str, numbers), f"{depth.overdue:.0f} s")
    console().print(table)


def _row(search: StoredSearch) -> tuple[str, ...]:
    arguments = " ".join(f"{name}={value}" for name, value in search.arguments.items())
    fixed = (search.key, search.spider, arguments, Priority(search.priority).name.lower())
    times = (f"{search.interval_seconds / 3600:.3g} h", _moment(search.next_crawl_at), _moment(search.last_crawled_at))
    return (*fixed, *times, search.last_outcome or "", str(search.failures))


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}Z"
