"""Cron: whatever is written as one is refused with a sentence, or fires later than now, on and on."""

from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from jobspider.errors import ConfigError
from jobspider.schedule.cron import parse
from tests.fuzz.by_hypothesis import tried
from tests.fuzz.finding import Tally

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
)
PIECES = [
    "*",
    "H",
    "H(1-5)",
    "0",
    "7",
    "23",
    "59",
    "60",
    "-1",
    "99999999999999999999",
    "/",
    "-",
    ",",
    "*/5",
    "H/3",
    "1-5",
    "MON",
    "sun",
    "L",
    "#",
    "?",
    "(",
    ")",
    "29",
    "30",
    "31",
    "2",
    "FEB",
    "@",
    "0x1",
    "٣",
]
fields = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
likely = st.lists(fields, min_size=4, max_size=6).map(" ".join)
sound = st.builds(
    "{} {} {} {} {}".format,
    st.sampled_from(["*", "H", "0", "*/7", "3,30", "H(10-20)", "H/15"]),
    st.sampled_from(["*", "H", "2", "1-3", "H(0-5)", "23"]),
    st.sampled_from(["*", "1", "29", "31", "H", "L"]),
    st.sampled_from(["*", "2", "FEB", "1-12/3", "10"]),
    st.sampled_from(["*", "MON-FRI", "7", "5"]),
)
nicknames = st.sampled_from(["@daily", "@hourly", "@yearly", "@reboot", "@", "@daily x"])


class Asked(NamedTuple):
    """An expression, whose it is, and when it is asked."""

    expression: str
    key: str
    at: datetime


def firing(asked: Asked) -> None:
    """Refused by a sentence, or each time is later than the one before, in whole minutes."""
    with suppress(ConfigError):
        found = list(islice(parse(asked.expression, asked.key).following(asked.at), 3))
        moments = [asked.at, *found]
        assert all(one.astimezone(UTC) < other.astimezone(UTC) for one, other in pairwise(moments)), moments
        assert all(each.second == 0 for each in found), found


moments = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, ZoneInfo(zone)),
    st.integers(0, 4_000_000_000),
    st.sampled_from(ZONES),
)
PROMISES = {
    "cron": (
        st.builds(Asked, st.one_of(st.text(max_size=40), likely, sound, nicknames), st.text(max_size=10), moments),
        firing,
    )
}


def round_of(number: int) -> Tally:
    """Some expressions."""
    return tried(PROMISES, number)
