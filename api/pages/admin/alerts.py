"""Alerts, by the same rules as /alerts. Where one sends to goes in, and never comes out again."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from wtforms import BooleanField, Form, IntegerField, SelectField, StringField, TextAreaField

from api.alert_models import AlertChanges, NewAlert
from api.dependencies import written
from api.pages.admin.refusals import NotSavedError
from api.pages.admin.rows import Alerts
from api.pages.admin.view import ON_OFF, Saved, TableView, lines_in, lines_of
from jobspider.alert import Frequency, Kind
from jobspider.alerts import order
from jobspider.alerts.conditions import conditions_of
from jobspider.config import config
from jobspider.store.alerts import remove_alert

TEXTS = ("name", "to", "time_zone", "digest_at")


class AlertForm(Form):  # type: ignore[misc]
    """What a person writes."""

    name = StringField("Name")
    kind = SelectField(
        "About",
        choices=[(Kind.POSTINGS.value, "postings"), (Kind.OPERATIONS.value, "what goes wrong in crawls")],
    )
    filter = TextAreaField(
        "What it looks for", description="FIELD=VALUE, one a line, as the parameters of GET /postings: title=nurse."
    )
    to = StringField(
        "Where to",
        description="A webhook (https://…), a mailbox (mailto://…) or an apprise URL. Empty leaves it as it is; nobody "
        "can read it here.",
    )
    frequency = SelectField(
        "When", choices=[(Frequency.INSTANT.value, "at once"), (Frequency.DAILY.value, "once a day")]
    )
    digest_at = StringField("Time of the daily message", description="08:00, where it is once a day.")
    time_zone = StringField("Time zone", default="UTC", description="Whose clocks that is about: Europe/London.")
    most = IntegerField("Postings in a message, at most", default=20)
    enabled = BooleanField("It looks", default=True)


class AlertsView(TableView, model=Alerts):
    """The table."""

    name = "alert"
    name_plural = "Alerts"
    form = AlertForm
    column_default_sort = "name"
    intro = "Saved searches that tell somebody what is new, and alerts about the operation."
    remove_says = "It tells nobody any more, and the record of its messages goes."
    told_once = "What signs this webhook's messages"
    shown: ClassVar = {
        "Name": lambda row: row.name,
        "Looks for": lambda row: lines_of(row.filter) or row.kind,
        "Sends to": lambda row: row.target_shown,
        "When": lambda row: "at once" if row.frequency == Frequency.INSTANT else f"{row.digest_at}\n{row.time_zone}",
        "": lambda row: ON_OFF[row.enabled],
    }

    async def get_form_data_for_edit(self, obj: Any) -> dict[str, Any]:
        """As it is stored, without its address."""
        names = ("name", "kind", "frequency", "digest_at", "time_zone", "most", "enabled")
        return {**{name: getattr(obj, name) for name in names}, "filter": lines_of(obj.filter), "to": ""}

    def added(self, data: dict[str, Any]) -> Saved:
        """As POST /alerts."""
        given, looked_for = _said(data), conditions_of(lines_in(data["filter"]))
        said = NewAlert.model_validate({"to": "", **given}).model_dump(exclude={"filter"})
        alert, secret = written(
            lambda found: order.add(found, {**said, "filter": looked_for}, config(), datetime.now(UTC))
        )
        return Saved(alert.id, secret)

    def changed(self, name: str, data: dict[str, Any]) -> Saved:
        """As PATCH /alerts/NAME."""
        given, looked_for = _said(data), conditions_of(lines_in(data["filter"]))
        if given.pop("name", "") != name:
            raise NotSavedError("An alert keeps its name: make a new one.")
        del given["kind"]
        said = AlertChanges.model_validate(given).model_dump(exclude_unset=True)
        alert, secret = written(
            lambda found: order.change(found, name, {**said, "filter": looked_for}, config(), datetime.now(UTC))
        )
        return Saved(alert.id, secret)

    def removed(self, row: Any) -> None:
        """As DELETE."""
        written(lambda found: remove_alert(found, row.name))


def _said(data: dict[str, Any]) -> dict[str, Any]:
    """Without what was left empty, and without a time that nothing asks for."""
    texts = {name: text for name in TEXTS if (text := (data[name] or "").strip())}
    if data["frequency"] != Frequency.DAILY:
        texts.pop("digest_at", None)
    return {**texts, **{name: data[name] for name in ("kind", "frequency", "most", "enabled")}}
