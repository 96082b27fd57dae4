"""A search from what a person or a file says, checked whole: key, spider, arguments, priority, intervals."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from pydantic import ValidationError

from jobspider.errors import ConfigError
from jobspider.planner.entities import Entry, Kind, Priority
from jobspider.planner.intervals import HOUR, SEARCH, Bounds, share, within
from jobspider.records import Search, StoredSearch
from jobspider.schedule.spider import check_spider

OWN = ("spider", "key", "priority", "least_hours", "most_hours", "enabled")
"""What a row of a file says of the search itself; all else in it are arguments of the spider."""
WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def checked_search(fields: Mapping[str, Any]) -> Search:
    """The search; a ConfigError says which field is wrong, and what is allowed. Without a key it gets a lasting one."""
    given = {name: value for name, value in fields.items() if value is not None}
    given.setdefault("arguments", {})
    given.setdefault("key", key_of(str(given.get("spider")), given["arguments"]))
    try:
        search = Search.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(
            f"The search's {first['loc'][0]} {first.get('input')!r} is not allowed: {first['msg']}."
        ) from None
    if search.least_seconds > search.most_seconds:
        raise ConfigError("The shortest interval is longer than the longest: give --least-hours and --most-hours so.")
    if "due" in search.arguments:
        raise ConfigError("The argument due is the planner's own; leave it out.")
    check_spider(search.spider, search.arguments)
    return search


def key_of(spider: str, arguments: Mapping[str, str]) -> str:
    """The same for the same spider and arguments, so that a search that is added twice is noticed."""
    text = json.dumps(dict(arguments), sort_keys=True)
    return f"{spider[:40]}:{blake2b(text.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def row_of(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A search's fields from a row of a file; raises ConfigError for a word that is not allowed."""
    said = {name: str(value).strip() for name, value in cells.items() if value is not None and str(value).strip()}
    fields: dict[str, Any] = {name: said[name] for name in ("spider", "key") if name in said}
    fields["arguments"] = {name: value for name, value in said.items() if name not in OWN}
    if "priority" in said:
        fields["priority"] = priority_of(said["priority"])
    for name in ("least", "most"):
        if f"{name}_hours" in said:
            fields[f"{name}_seconds"] = seconds_of(f"{name}_hours", said[f"{name}_hours"])
    if "enabled" in said:
        fields["enabled"] = _one_of("enabled", said["enabled"].lower(), WORDS)
    return fields


def priority_of(word: str) -> int:
    """The number of `low`, `normal` or `high`."""
    return int(_one_of("priority", word.lower(), {each.name.lower(): each for each in Priority}))


def seconds_of(name: str, hours: str) -> int:
    """Hours, as a person writes them, in seconds."""
    try:
        return round(float(hours) * HOUR)
    except (ValueError, OverflowError):
        raise ConfigError(f"{name} must be a number of hours, not {hours!r}.") from None


def first_interval(search: Search) -> int:
    """Seconds after the first crawl until the second one."""
    return within(Bounds(search.least_seconds, SEARCH.first, search.most_seconds), SEARCH.first)


def spread_start(search: Search, now: datetime) -> datetime:
    """A first time within the first interval, the same for a key whoever adds it: a file is not crawled in one go."""
    return now + timedelta(seconds=first_interval(search) * share(search.key))


def entry_of(search: StoredSearch) -> Entry:
    """What the queue is told of a search."""
    return Entry(Kind.LIST, search.id, search.spider, search.priority, search.next_crawl_at)


def _one_of(name: str, word: str, allowed: Mapping[str, Any]) -> Any:
    if word not in allowed:
        raise ConfigError(f"{name} must be one of {', '.join(allowed)}, not {word!r}.")
    return allowed[word]
