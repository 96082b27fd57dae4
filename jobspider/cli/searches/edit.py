"""`jobspider searches add|remove|enable|disable`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from jobspider.cli.searches.planning import planned
from jobspider.cli.shared.arguments import Arguments, arguments_of
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import ConfigError
from jobspider.schedule.searches import checked_search, first_interval, priority_of, seconds_of
from jobspider.store.searches import add_searches, enable_search, remove_search

Key = Annotated[str, typer.Argument(help="The search's key, as `jobspider searches list` shows it.")]


def add(  # noqa: PLR0913, PLR0917  the fields of a search
    spider: Annotated[str, typer.Argument(help="The spider that searches.")],
    argument: Arguments = None,
    key: Annotated[str | None, typer.Option(help="A name for it; left out, it is made of the arguments.")] = None,
    priority: Annotated[str, typer.Option(help="high, normal or low: the higher one is crawled first.")] = "normal",
    least_hours: Annotated[str, typer.Option(help="Shortest time between two crawls, however often it changes.")] = "6",
    most_hours: Annotated[str, typer.Option(help="Longest time, however seldom it changes.")] = "168",
    enabled: Annotated[bool, typer.Option(help="Whether it is crawled.")] = True,
) -> None:
    """Add a search, due at once; prints its key last."""
    now, arguments = datetime.now(UTC), arguments_of(argument or [])
    fields = {"spider": spider, "key": key, "arguments": arguments, "enabled": enabled}
    try:
        intervals = {"least_seconds": seconds_of("--least-hours", least_hours)}
        intervals["most_seconds"] = seconds_of("--most-hours", most_hours)
        search = checked_search({**fields, **intervals, "priority": priority_of(priority)})
    except ConfigError as error:
        refuse(error)
    planned(lambda connection: add_searches(connection, [(search, now, first_interval(search))], now))
    typer.echo(f"The daemon (`jobspider schedule`) crawls it, or: scrapy crawl {spider} -a due=1", err=True)
    typer.echo(search.key)


def remove(key: Key) -> None:
    """Remove a search; the postings that it found stay."""
    planned(lambda connection: [remove_search(connection, key)])
    typer.echo(f"The search {key} is removed.")


def enable(key: Key) -> None:
    """Crawl a search again, beginning now."""
    now = datetime.now(UTC)
    planned(lambda connection: [enable_search(connection, key, enabled=True, now=now)])
    typer.echo(f"The search {key} is enabled.")


def disable(key: Key) -> None:
    """Crawl a search no more, and keep it."""
    now = datetime.now(UTC)
    planned(lambda connection: [enable_search(connection, key, enabled=False, now=now)])
    typer.echo(f"The search {key} is disabled.")
