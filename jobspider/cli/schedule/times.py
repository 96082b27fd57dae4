"""`jobspider schedule next`: when an expression fires."""

from datetime import datetime
from itertools import islice
from typing import Annotated

import typer

from jobspider.cli.shared.refusal import refuse
from jobspider.errors import ConfigError
from jobspider.schedule import parse, time_zone


def schedule_next(
    expression: Annotated[str, typer.Argument(help='Five cron fields, which may hold H, as "H 10 * * *".')],
    key: Annotated[str, typer.Option(help="The schedule's key, by which H is chosen; needed with H.")] = "",
    tz: Annotated[str, typer.Option(help="IANA time zone, as Europe/London.")] = "UTC",
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=10_000, help="How many times to print.")] = 3,
    after: Annotated[str, typer.Option(help="Start later than this ISO 8601 time, of --tz if without offset.")] = "",
) -> None:
    """Print the next times at which a schedule fires, ISO 8601 with offset, one a line."""
    try:
        times = list(islice(parse(expression, key).following(_start(after, tz)), number))
    except ConfigError as error:
        refuse(error)
    typer.echo("\n".join(time.isoformat() for time in times))


def _start(after: str, tz: str) -> datetime:
    zone = time_zone(tz)
    if not after:
        return datetime.now(zone)
    try:
        start = datetime.fromisoformat(after)
        return start.astimezone(zone) if start.tzinfo else start.replace(tzinfo=zone)
    except (ValueError, OverflowError) as error:
        raise ConfigError(
            f'The time "{after}" cannot be read; write it as 2026-03-29T00:30, or with an offset.'
        ) from error
