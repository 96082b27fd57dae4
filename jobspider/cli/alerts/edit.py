"""`jobspider alerts add|remove|test`."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from jobspider.alert import Frequency, Kind, State
from jobspider.alerts import order
from jobspider.alerts.conditions import conditions_of
from jobspider.alerts.sender import Sender
from jobspider.cli.alerts.conditions import Conditions, Name
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.config import config
from jobspider.errors import JobspiderError
from jobspider.store.alert_deliveries import delivery_by_id
from jobspider.store.alerts import remove_alert
from jobspider.store.engine import shared_engine


def add(  # noqa: PLR0913, PLR0917  the fields of an alert
    name: Annotated[str, typer.Argument(help="A name for it.")],
    condition: Conditions = None,
    to: Annotated[str, typer.Option(help="A webhook (https://…), a mailbox (mailto://…), or an apprise URL.")] = "",
    operations: Annotated[bool, typer.Option(help="Tell what goes wrong in the operation, not postings.")] = False,
    daily: Annotated[str | None, typer.Option(help="One message a day at HH:MM, in place of one at once.")] = None,
    time_zone: Annotated[str, typer.Option(help="IANA name, whose clocks --daily is about.")] = "UTC",
    most: Annotated[int, typer.Option(min=1, max=100, help="Postings that one message shows, at most.")] = 20,
) -> None:
    """Add an alert; for a webhook prints the secret that signs its messages, this once."""
    said: dict[str, Any] = {"name": name, "to": to, "time_zone": time_zone, "most": most, "digest_at": daily}
    said |= {"kind": Kind.OPERATIONS if operations else Kind.POSTINGS}
    said |= {"frequency": Frequency.DAILY if daily else Frequency.INSTANT}
    try:
        said["filter"] = conditions_of(condition or [])
    except JobspiderError as error:
        refuse(error)
    alert, secret = in_database(lambda connection: order.add(connection, said, config(), datetime.now(UTC)))
    typer.echo(f"The alert {alert.name} is added: {alert.target_shown}", err=True)
    if secret is not None:
        typer.echo(secret)


def remove(name: Name) -> None:
    """Remove an alert, with the record of its messages."""
    in_database(lambda connection: remove_alert(connection, name))
    typer.echo(f"The alert {name} is removed.")


def test(name: Name) -> None:
    """Send a message that says that it is a test, now; exits with 1 when it is not taken."""
    alert, delivery = in_database(lambda connection: order.test(connection, name, datetime.now(UTC)))
    settings = config()
    sender = Sender(shared_engine(settings.database_url.get_secret_value()), settings)
    asyncio.run(sender.send_one(delivery))
    ended = in_database(lambda connection: delivery_by_id(connection, alert.id, delivery))
    assert ended is not None
    if ended.state is not State.SENT:
        typer.echo(f"It is not sent ({ended.state}): {ended.detail}", err=True)
        raise typer.Exit(1)
    typer.echo(f"The test of {name} is sent.")
