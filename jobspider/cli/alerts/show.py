"""`jobspider alerts list|preview|deliveries`."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from jobspider.alert import Alert, Delivery, Kind
from jobspider.alerts import filtering
from jobspider.alerts.conditions import conditions_of
from jobspider.cli.alerts.conditions import Conditions, Name
from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import JobspiderError
from jobspider.store.alert_deliveries import deliveries_of
from jobspider.store.alerts import alert_named, alerts_after

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many, at most.")]


def show(limit: Limit = 100) -> None:
    """List alerts; of their addresses what is no secret."""
    table = Table("name", "looks for", "tells", "when", "enabled")
    for alert in in_database(lambda connection: alerts_after(connection, limit)):
        table.add_row(alert.name, _filter(alert), alert.target_shown, _when(alert), "yes" if alert.enabled else "no")
    console().print(table)


def preview(condition: Conditions = None, limit: Limit = 10) -> None:
    """Show what an alert with these conditions would have found in the last week."""
    try:
        asked = filtering.checked(Kind.POSTINGS, conditions_of(condition or []))
    except JobspiderError as error:
        refuse(error)
    count, more, found = in_database(lambda connection: filtering.preview(connection, asked, limit, datetime.now(UTC)))
    for posting in found:
        typer.echo(f"{posting.title}\t{posting.company or ''}\t{posting.url}")
    typer.echo(f"{count}{' or more' if more else ''} postings of the last week match.", err=True)


def deliveries(name: Name, limit: Limit = 20) -> None:
    """List an alert's messages, the latest first, and what became of them."""

    def found(connection: Connection) -> list[Delivery]:
        return deliveries_of(connection, alert_named(connection, name).id, limit)

    table = Table("created", "state", "items", "attempts", "why")
    for each in in_database(found):
        created = f"{each.created_at:%Y-%m-%d %H:%M:%S}Z"
        table.add_row(created, str(each.state), str(each.items), str(each.attempts), each.detail or "")
    console().print(table)


def _filter(alert: Alert) -> str:
    words = " ".join(f"{name}={value}" for name, value in alert.filter.items())
    return words if alert.kind is Kind.POSTINGS else f"operations {words}".strip()


def _when(alert: Alert) -> str:
    return f"daily {alert.digest_at} {alert.time_zone}" if alert.digest_at else "at once"
