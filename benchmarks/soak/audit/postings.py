"""Rows of `postings` and `posting_versions` against what the site listed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from benchmarks.soak import facts
from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.expected import Expected, Step, Times

Row = Mapping[str, Any]


def audit_postings(wanted: Sequence[Expected], rows: Sequence[Row], times: Times) -> Iterator[Deviation]:
    """Each posting exactly once, with its fields, times and state; and no other posting."""
    counted = Counter((row["source"], row["source_id"]) for row in rows)
    by_key = {(row["source"], row["source_id"]): row for row in rows}
    known = {each.key for each in wanted}
    for key in counted.keys() - known:
        yield Deviation("posting", " ".join(key), "row", "none: it was never listed", counted[key])
    for each in wanted:
        if counted[each.key] != 1:
            yield Deviation("posting", " ".join(each.key), "rows", 1, counted[each.key])
        if each.key in by_key:
            yield from _audit_row(each, by_key[each.key], times)


def _audit_row(each: Expected, row: Row, times: Times) -> Iterator[Deviation]:
    subject = " ".join(each.key)
    for name, value in each.columns.items():
        if row[name] != value:
            yield Deviation("field", subject, name, value, row[name])
    first = each.steps[0].day
    if not times.within(first, row["first_seen_at"]):
        yield Deviation("time", subject, "first_seen_at", times.window(first), row["first_seen_at"])
    if not times.within(each.last_day, row["last_seen_at"]) or row["last_seen_at"] < times.proved(
        each.last_day, each.source
    ):
        yield Deviation("time", subject, "last_seen_at", times.window(each.last_day), row["last_seen_at"])
    yield from _audit_state(each, subject, row, times)


def _audit_state(each: Expected, subject: str, row: Row, times: Times) -> Iterator[Deviation]:
    reason = None if each.is_open else "not_listed"
    if row["closed_reason"] != reason:
        yield Deviation("state", subject, "closed_reason", reason, row["closed_reason"])
    if each.is_open:
        if row["closed_at"] is not None:
            yield Deviation("state", subject, "closed_at", None, row["closed_at"])
    elif row["closed_at"] is None:
        yield Deviation("state", subject, "closed_at", times.window(each.steps[-1].day), None)
    elif not times.within(each.steps[-1].day, row["closed_at"]):
        yield Deviation("time", subject, "closed_at", times.window(each.steps[-1].day), row["closed_at"])


def audit_versions(
    wanted: Iterable[Expected], versions: Mapping[tuple[str, str], Sequence[Row]], times: Times
) -> Iterator[Deviation]:
    """For each posting one version a change, in order, with what it said until then."""
    for each in wanted:
        found, steps = versions.get(each.key, ()), each.versions
        if len(found) != len(steps):
            days = [(step.day, sorted(step.parts)) for step in steps]
            shown = [(f"{row['changed_at']:%H:%M:%S}", sorted(row["replaced"])) for row in found]
            yield Deviation("version", " ".join(each.key), "versions", days, shown)
            continue
        for step, row in zip(steps, found, strict=True):
            yield from _audit_version(each, step, row, times)


def _audit_version(each: Expected, step: Step, row: Row, times: Times) -> Iterator[Deviation]:
    subject, replaced = " ".join(each.key), row["replaced"]
    wanted = facts.columns_of(step.parts)
    if not wanted <= set(replaced) <= wanted | facts.DERIVED:
        yield Deviation("version", subject, f"columns on day {step.day}", sorted(wanted), sorted(replaced))
    before = facts.stored(each.number, step.before)
    for name in sorted(wanted & before.keys() & set(replaced)):
        if replaced[name] != before[name]:
            yield Deviation("version", subject, f"{name} until day {step.day}", before[name], replaced[name])
    moment: datetime = row["changed_at"]
    if not times.within(step.day, moment):
        yield Deviation("version", subject, "changed_at", times.window(step.day), moment)
