"""Alerts: saved searches that tell somebody. The same rules as `jobspider alerts`."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.alert_models import (
    AlertChanges,
    AlertPage,
    DeliveryPage,
    NewAlert,
    Preview,
    PreviewOf,
    ShownAlert,
    ShownDelivery,
)
from api.caller import needs
from api.dependencies import Database, engine, written
from api.errors import Refusal
from api.openapi import errors
from jobspider.alert import NAME, Kind
from jobspider.alerts import filtering, order
from jobspider.api_keys import Scope
from jobspider.config import config
from jobspider.store.alert_deliveries import deliveries_of, delivery_by_id
from jobspider.store.alerts import alert_named, alerts_after, remove_alert

router = APIRouter(prefix="/alerts", tags=["alerts"], dependencies=[needs(Scope.ALERTS)])
previews = APIRouter(tags=["alerts"], dependencies=[needs(Scope.ALERTS)])
"""Of a filter that has no name yet: below /alerts it would look like one."""
Name = Annotated[str, Path(pattern=NAME, description="The alert's name.")]
PREVIEWED = 20


@router.get("", responses=errors(403))
def list_alerts(
    database: Database,
    limit: Annotated[int, Query(ge=1, le=100, description="Alerts in one answer.")] = 20,
    cursor: Annotated[str | None, Query(pattern=NAME, description="`next_cursor` of the answer before.")] = None,
) -> AlertPage:
    """Alerts, by name."""
    found = alerts_after(database, limit + 1, cursor)
    page = [ShownAlert.of(alert) for alert in found[:limit]]
    return AlertPage(items=page, next_cursor=page[-1].name if len(found) > limit else None)


@router.post("", status_code=201, responses=errors(403, 409, 415))
def create_alert(alert: NewAlert, response: Response) -> ShownAlert:
    """Adds an alert. 409: the name is taken, it would match everything or nothing, or its target is not allowed."""
    said = {**alert.model_dump(exclude={"filter"}), "filter": _said(alert)}
    made, secret = written(lambda found: order.add(found, said, config(), datetime.now(UTC)))
    response.headers["Location"] = f"/alerts/{made.name}"
    return ShownAlert.of(made, secret)


@previews.post("/alert-preview", responses=errors(403, 409, 415))
def preview_filter(database: Database, wanted: PreviewOf) -> Preview:
    """What an alert with this filter would have matched in the last week."""
    asked = filtering.checked(Kind.POSTINGS, _said(wanted))
    count, more, found = filtering.preview(database, asked, PREVIEWED, datetime.now(UTC))
    return Preview(count=count, more=more, postings=found)


@router.get("/{name}", responses=errors(403, 404))
def get_alert(database: Database, name: Name) -> ShownAlert:
    """One alert."""
    return ShownAlert.of(alert_named(database, name))


@router.patch("/{name}", responses=errors(403, 404, 409, 415))
def edit_alert(name: Name, alert: AlertChanges) -> ShownAlert:
    """Changes the fields that are given, as `{"enabled": false}`. A new webhook has a new secret."""
    said = alert.model_dump(exclude_unset=True, exclude={"filter"})
    if "filter" in alert.model_fields_set:
        said["filter"] = _said(alert)
    changed, secret = written(lambda found: order.change(found, name, said, config(), datetime.now(UTC)))
    return ShownAlert.of(changed, secret)


@router.delete("/{name}", status_code=204, responses=errors(403, 404))
def delete_alert(name: Name) -> None:
    """Removes an alert, with the record of its messages."""
    written(lambda found: remove_alert(found, name))


@router.get("/{name}/preview", responses=errors(403, 404, 409))
def preview_alert(database: Database, name: Name) -> Preview:
    """What the alert would have matched in the last week. 409: it is not about postings."""
    alert = alert_named(database, name)
    if alert.kind is not Kind.POSTINGS:
        raise Refusal(409, "An alert about operations has no postings to preview.", "no_preview")
    count, more, found = filtering.preview(database, alert.filter, PREVIEWED, datetime.now(UTC))
    return Preview(count=count, more=more, postings=found)


@router.post("/{name}/test", status_code=202, responses=errors(403, 404))
def test_alert(name: Name) -> ShownDelivery:
    """Puts a message that says that it is a test on its way; the alert's deliveries show what becomes of it."""
    alert, delivery = written(lambda found: order.test(found, name, datetime.now(UTC)))
    with engine().connect() as database:
        made = delivery_by_id(database, alert.id, delivery)
    assert made is not None
    return ShownDelivery.of(made)


@router.get("/{name}/deliveries", responses=errors(403, 404, 409))
def list_deliveries(
    database: Database,
    name: Name,
    limit: Annotated[int, Query(ge=1, le=100, description="Messages in one answer.")] = 20,
    cursor: Annotated[
        str | None, Query(pattern="^[0-9a-f]{32}$", description="`next_cursor` of the answer before.")
    ] = None,
) -> DeliveryPage:
    """The alert's messages, the latest first: sent, waiting for another attempt, failed, or `unknown`."""
    alert = alert_named(database, name)
    last = delivery_by_id(database, alert.id, cursor) if cursor else None
    if cursor and last is None:
        raise Refusal(409, "The cursor names no message of this alert.", "bad_cursor")
    found = deliveries_of(database, alert.id, limit + 1, (last.created_at, last.id) if last else None)
    page = [ShownDelivery.of(each) for each in found[:limit]]
    return DeliveryPage(items=page, next_cursor=page[-1].id if len(found) > limit else None)


def _said(body: NewAlert | AlertChanges | PreviewOf) -> dict[str, object]:
    return body.filter.model_dump(mode="json", exclude_unset=True)
