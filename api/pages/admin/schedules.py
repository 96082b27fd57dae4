"""Schedules, by the same rules as /schedules; the daemon sees a change at its next look."""

from typing import Any, ClassVar

from fastapi import Response
from wtforms import BooleanField, Form, HiddenField, IntegerField, StringField, TextAreaField

from api.pages.admin.refusals import NotSavedError
from api.pages.admin.rows import Schedules
from api.pages.admin.view import ON_OFF, Saved, TableView, lines_in, lines_of
from api.routers.schedules import create_schedule, delete_schedule, etag, replace_schedule
from api.schedule_models import NewSchedule, ScheduleFields
from jobspider.records import StoredSchedule


class ScheduleForm(Form):  # type: ignore[misc]
    """What a person writes."""

    name = StringField("Name", description="Letters, digits, dots, hyphens and underscores; H is chosen by it.")
    spider = StringField("Spider", description="As after scrapy crawl.")
    arguments = TextAreaField("Arguments", description="NAME=VALUE, one a line, as after scrapy crawl -a.")
    cron = StringField("When", description="Five cron fields; H lets jobspider choose: H 10 * * * is once, after 10.")
    time_zone = StringField("Time zone", default="UTC", description="Whose clocks that is about: Europe/London.")
    priority = IntegerField("Priority", default=0, description="Scrapyd starts the higher one first.")
    enabled = BooleanField("It fires", default=True)
    version = HiddenField()


class SchedulesView(TableView, model=Schedules):
    """The table."""

    name = "schedule"
    name_plural = "Schedules"
    form = ScheduleForm
    column_default_sort = "name"
    intro = "When which spider crawls. A change counts from now on: the daemon takes it up within seconds."
    remove_says = "It fires no more. The records of its runs stay."
    shown: ClassVar = {
        "Name": lambda row: row.name,
        "Spider": lambda row: row.spider,
        "Arguments": lambda row: lines_of(row.arguments),
        "When": lambda row: f"{row.cron}\n{row.time_zone}",
        "Last fired": lambda row: row.last_fired_at,
        "": lambda row: ON_OFF[row.enabled],
    }

    async def get_form_data_for_edit(self, obj: Any) -> dict[str, Any]:
        """As it is stored, and what tells whether somebody else changes it meanwhile."""
        stored = StoredSchedule.model_validate(obj, from_attributes=True)
        return {**stored.model_dump(), "arguments": lines_of(stored.arguments), "version": etag(stored)}

    def added(self, data: dict[str, Any]) -> Saved:
        """As POST /schedules."""
        return Saved(create_schedule(NewSchedule.model_validate(_fields(data)), Response()).id)

    def changed(self, name: str, data: dict[str, Any]) -> Saved:
        """As PUT /schedules/NAME with If-Match."""
        fields = _fields(data)
        if fields.pop("name") != name:
            raise NotSavedError("A schedule keeps its name: H and its runs' ids are made of it. Make a new one.")
        return Saved(replace_schedule(name, ScheduleFields.model_validate(fields), Response(), data["version"]).id)

    def removed(self, row: Any) -> None:
        """As DELETE."""
        delete_schedule(row.name)


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    arguments = {}
    for line in lines_in(data["arguments"]):
        name, sign, value = line.partition("=")
        if not sign:
            raise NotSavedError(f"{line} is no argument: write NAME=VALUE, one a line")
        arguments[name.strip()] = value.strip()
    texts = {name: (data[name] or "").strip() for name in ("name", "spider", "cron", "time_zone")}
    return {**texts, "arguments": arguments, "priority": data["priority"], "enabled": data["enabled"]}
