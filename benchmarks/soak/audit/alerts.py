"""Messages of alerts against what each alert looks for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.soak import facts
from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.expected import Expected
from benchmarks.soak.truth import states

ALERTS = {"actuaries": {"title": "actuary"}, "nights": {"title": "night shift"}}
"""The first one's postings match from the beginning, the second one's by a change."""

Message = tuple[str, Mapping[str, Any], bool]


def matching(wanted: Iterable[Expected], seed: int, days: int) -> dict[str, set[tuple[str, str]]]:
    """The postings that each alert has to tell of."""
    found: dict[str, set[tuple[str, str]]] = {name: set() for name in ALERTS}
    for each in wanted:
        listed = [state for state in states(seed, each.number, days) if state.listed]
        titles = {facts.title(each.number, state) for state in listed}
        if any("Actuary" in title for title in titles):
            found["actuaries"].add(each.key)
        if any(facts.NIGHT in title for title in titles):
            found["nights"].add(each.key)
    return found


def audit_alerts(wanted: Mapping[str, set[tuple[str, str]]], messages: Sequence[Message]) -> Iterator[Deviation]:
    """Repeats by the message's id apart, each posting in one message of each alert that looks for it."""
    latest = {number: body for number, body, taken in messages if taken}
    for number in {number for number, _, _ in messages} - latest.keys():
        yield Deviation("alert", number, "message", "taken at last", "refused for ever")
    for name, keys in wanted.items():
        mine = [body for body in latest.values() if body["alert"] == name]
        yield from _audit_alert(name, keys, mine)


def _audit_alert(name: str, keys: set[tuple[str, str]], bodies: Sequence[Mapping[str, Any]]) -> Iterator[Deviation]:
    told = Counter((each["source"], each["source_id"]) for body in bodies for each in body["postings"])
    cut = sum(body["more"] for body in bodies)
    for key in told.keys() - keys:
        yield Deviation("alert", name, " ".join(key), "not told", f"told {told[key]} times")
    for key in sorted(told.keys() & keys):
        if told[key] != 1:
            yield Deviation("alert", name, " ".join(key), "told once", f"told {told[key]} times")
    total = sum(body["total"] for body in bodies)
    if total != len(keys):
        yield Deviation("alert", name, "postings in all messages", len(keys), total)
    missing = sorted(keys - told.keys())
    if len(missing) > cut:
        yield Deviation("alert", name, f"{len(missing)} postings, the first of them", "told once", missing[:5])
