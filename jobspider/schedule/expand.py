"""The text of one field, as `1-5,H(10-29)/10`, becomes the plain set of numbers that it allows."""

import re

from jobspider.errors import ConfigError
from jobspider.schedule.field import Field
from jobspider.schedule.spread import spread_number

ITEM = re.compile(
    r"(?:(?P<any>\*)"
    r"|(?P<spread>H)(?:\((?P<low>\w{1,9})-(?P<high>\w{1,9})\))?"
    r"|(?P<first>\w{1,9})(?:-(?P<last>\w{1,9}))?)"
    r"(?:/(?P<step>\d{1,9}))?",
    re.ASCII,
)


def expand(field: Field, text: str, key: str) -> frozenset[int]:
    """The numbers that a field's text (in capitals) allows, `H` chosen by the key; a ConfigError says what is wrong."""
    return field.values(*(_item(field, item, key) for item in text.split(",")))


def _item(field: Field, text: str, key: str) -> range:
    item = ITEM.fullmatch(text)
    if item is None:
        raise ConfigError(
            f'{field.name} "{text}" cannot be read; write *, H, a number from {field.allowed}, a-b or */n'
        )
    return _spread(field, item, key) if item["spread"] else _plain(field, item)


def _plain(field: Field, item: re.Match[str]) -> range:
    span = _plain_span(field, item)
    return span[:: _step(field, item, span) or 1]


def _plain_span(field: Field, item: re.Match[str]) -> range:
    if item["any"]:
        return field.whole
    if item["last"]:
        return field.span(item["first"], item["last"])
    first = field.number(item["first"])
    # 5/15 means 5-59/15, as in Quartz and Go's cron.
    return range(first, max(first, field.highest if item["step"] else first) + 1)


def _spread(field: Field, item: re.Match[str], key: str) -> range:
    """`H` is one number of its span; `H/n` every n-th, the first of them among the span's first n."""
    if not key:
        raise ConfigError(
            f'{field.name} "{item[0]}" needs the schedule\'s key to choose by; give one that is not empty'
        )
    span, number = _spread_span(field, item), spread_number(key, field.name)
    step = _step(field, item, span)
    if step is None:
        return range(span[number % len(span)], span[number % len(span)] + 1)
    return span[number % step :: step]


def _spread_span(field: Field, item: re.Match[str]) -> range:
    if not item["low"]:
        return field.spread
    span = field.span(item["low"], item["high"])
    if span[-1] in range(field.highest_spread + 1, field.highest + 1):
        raise ConfigError(
            f'{field.name} "{item[0]}" is not allowed; H chooses from {field.lowest} to {field.highest_spread}, '
            "the days that every month has"
        )
    return span


def _step(field: Field, item: re.Match[str], span: range) -> int | None:
    if item["step"] is None:
        return None
    step = int(item["step"])
    if not 1 <= step <= len(span):
        raise ConfigError(f'{field.name} "{item[0]}" has a step of {step}; write a step from 1 to {len(span)}')
    return step
