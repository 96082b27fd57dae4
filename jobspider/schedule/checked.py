"""A schedule from what a person wrote, checked whole: name, cron, time zone, spider, arguments."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from jobspider.errors import ConfigError
from jobspider.records import Schedule
from jobspider.schedule.cron import parse
from jobspider.schedule.spider import check_spider
from jobspider.schedule.zone import time_zone


def checked_schedule(fields: Mapping[str, Any]) -> Schedule:
    """The schedule; a ConfigError says which field is wrong, and what is allowed."""
    try:
        schedule = Schedule.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = first["loc"][0]
        raise ConfigError(
            f"The schedule's {field} {first['input']!r} is not allowed: {_allowed(str(field), first['msg'])}."
        ) from None
    parse(schedule.cron, schedule.name)
    time_zone(schedule.time_zone)
    check_spider(schedule.spider, schedule.arguments)
    return schedule


def _allowed(field: str, message: str) -> str:
    if field == "name":
        return "write up to 46 letters, digits, dots, dashes and underscores, a letter or digit first"
    return message
