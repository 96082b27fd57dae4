"""When crawls are due: cron expressions with `H`, as pure functions of an expression, a key and a time."""

from jobspider.schedule.cron import Cron, parse
from jobspider.schedule.frequency import more_frequent, occurrences_between
from jobspider.schedule.zone import time_zone

__all__ = ["Cron", "more_frequent", "occurrences_between", "parse", "time_zone"]
