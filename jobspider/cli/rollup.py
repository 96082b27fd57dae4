"""`jobspider rollup`: the daily figures, for whoever has no daemon, and for any past day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from jobspider.cli.shared.refusal import refuse
from jobspider.config import config
from jobspider.errors import ConfigError, JobspiderError
from jobspider.etl.catch_up import catch_up
from jobspider.etl.day import days
from jobspider.etl.refresh import refresh_skills
from jobspider.etl.rollup import RolledUp, roll_up
from jobspider.store.engine import create_engine
from jobspider.store.schema import prepare

PATIENCE = 3600
"""Seconds that one statement may take: a figure over millions of postings takes minutes on a slow machine."""
MOST_DAYS = 3660
"""Days of one command."""


def rollup(
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="This day, even if it is stored.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From this day …")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="… to this one.")] = None,
) -> None:
    """Count the figures of days (UTC) and store them: those up to yesterday that are missing, or the days named."""
    try:
        wanted = named(day, first, last, datetime.now(UTC).date())
        engine = create_engine(config().database_url.get_secret_value(), answer_seconds=PATIENCE)
        prepare(engine)
        told = [_told(done) for done in _rolled_up(engine, wanted)]
    except JobspiderError as error:
        refuse(error)
    if not told:
        typer.echo("Nothing to do: each day up to yesterday is stored, or somebody is at it.")


def _told(done: RolledUp) -> date:
    typer.echo(f"{done.day}: {done.figures} figures in {done.seconds:.1f} s")
    return done.day


def named(day: datetime | None, first: datetime | None, last: datetime | None, today: date) -> list[date]:
    """The days that are asked for; a ConfigError says what is wrong with them."""
    if day and (first or last):
        raise ConfigError("--day names one day, --from and --to several: give one or the others")
    if last and not first:
        raise ConfigError("--to needs --from: the day to begin with")
    begin, end = (day or first), (day or last)
    if begin is None:
        return []
    begin_date, end_date = begin.date(), end.date() if end else today
    if end_date > today:
        raise ConfigError(f"{end_date} is still to come: the last day that can be counted is today, {today} (UTC)")
    if not 0 <= (end_date - begin_date).days < MOST_DAYS:
        raise ConfigError(
            f"--from {begin_date} --to {end_date}: give the first day first, and {MOST_DAYS} days at most"
        )
    return list(days(begin_date, end_date))


def _rolled_up(engine: Engine, wanted: list[date]) -> Iterator[RolledUp]:
    if not wanted:
        yield from catch_up(engine, lambda: datetime.now(UTC))
        return
    refresh_skills(engine)
    for each in wanted:
        yield roll_up(engine, each, datetime.now(UTC))
