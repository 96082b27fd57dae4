"""Schedules, as they come and go in JSON."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.body import Arguments, Body, Changes, Spider, Whole
from jobspider.records import NAME, StoredSchedule

INT32 = 2**31
Cron = Annotated[
    str,
    Field(pattern="^[A-Za-z0-9@*/,()#? -]{1,255}$", description="Five cron fields, which may hold `H`, or a nickname."),
]
TimeZone = Annotated[str, Field(pattern="^[A-Za-z0-9_+/-]{1,64}$", description="IANA name of the zone of its clocks.")]
Priority = Annotated[int, Field(ge=-INT32, lt=INT32, description="Scrapyd starts the higher one first."), Whole]
EXAMPLE: JsonDict = {
    "spider": "indeed",
    "arguments": {"query": "nurse"},
    "cron": "H 10 * * *",
    "time_zone": "Europe/London",
}


class ScheduleFields(Body):
    """When which spider crawls with which arguments."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    spider: Spider
    arguments: Arguments = Field(default_factory=dict)
    cron: Cron
    time_zone: TimeZone = "UTC"
    priority: Priority = 0
    enabled: Annotated[bool, Field(description="Whether it fires.")] = True


class NewSchedule(ScheduleFields):
    """A schedule with its name."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "nurses", **EXAMPLE}})

    name: Annotated[str, Field(pattern=NAME, description="Its key: `H` is chosen by it, run ids begin with it.")]


class ScheduleChanges(Changes):
    """What is to change; the rest stays."""

    spider: Spider = ""
    arguments: Arguments = Field(default_factory=dict)
    cron: Cron = ""
    time_zone: TimeZone = ""
    priority: Priority = 0
    enabled: bool = True


class KnownSchedule(StoredSchedule):
    """A schedule as it is stored."""

    next_at: datetime | None = Field(description="When it fires next, UTC; null: not before it is enabled.")


class SchedulePage(BaseModel):
    """All schedules."""

    items: list[KnownSchedule]


class Fired(BaseModel):
    """The run that the schedule daemon starts at its next look."""

    run: str
