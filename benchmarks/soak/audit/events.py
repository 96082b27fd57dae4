"""Events of the stream against what happened to postings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.soak import facts
from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.consumer import Told
from benchmarks.soak.expected import Expected, Step, Times

STATE = {"closed_at", "closed_reason"}


def without_repeats(told: Iterable[Told]) -> dict[tuple[str, str], list[Told]]:
    """The events of each posting as they came; one whose id is not larger than the last one's is a repeat."""
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for event in told:
        mine = found[event.source, event.source_id]
        if not mine or event.id > mine[-1].id:
            mine.append(event)
    return dict(found)


def audit_events(wanted: Sequence[Expected], told: Iterable[Told], times: Times) -> Iterator[Deviation]:
    """Repeats apart, each change exactly once, in its order; and nothing else."""
    found = without_repeats(told)
    known = {each.key for each in wanted}
    for key in found.keys() - known:
        yield Deviation("event", " ".join(key), "events", "none: it was never listed", _shown(found[key]))
    for each in wanted:
        events = found.get(each.key, [])
        if [event.type for event in events] != [step.type for step in each.steps]:
            steps = [f"{step.type} on day {step.day}" for step in each.steps]
            yield Deviation("event", " ".join(each.key), "events", steps, _shown(events))
            continue
        for step, event in zip(each.steps, events, strict=True):
            yield from _audit_event(each, step, event, times)


def _audit_event(each: Expected, step: Step, event: Told, times: Times) -> Iterator[Deviation]:
    subject = " ".join(each.key)
    wanted = facts.columns_of(step.parts) | (STATE if step.opened else set())
    if not wanted <= event.changed <= wanted | facts.DERIVED:
        yield Deviation("event", subject, f"changed on day {step.day}", sorted(wanted), sorted(event.changed))
    if not times.within(step.day, event.time):
        yield Deviation("event", subject, "time", times.window(step.day), event.time)


def _shown(events: Iterable[Told]) -> list[str]:
    return [f"{event.type} {event.id} {event.time:%H:%M:%S} {sorted(event.changed)}" for event in events]
