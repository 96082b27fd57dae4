"""What to do about an occurrence that is being fired: pure, of the occurrence, the nodes' answers and the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from jobspider.records import POSTED, Occurrence, State
from jobspider.schedule.nodes import Survey


@dataclass(frozen=True)
class Decision:
    """The nodes to post to now, and the state that follows when that works."""

    state: State
    post: tuple[str, ...] = ()
    nodes: Mapping[str, str] = field(default_factory=dict)
    """What is known of every node before anything is posted."""
    detail: str | None = None


def decide(  # noqa: PLR0913  the facts
    occurrence: Occurrence,
    survey: Survey,
    *,
    earlier: frozenset[str],
    now: datetime,
    grace: timedelta,
    shared: bool,
) -> Decision:
    """What to do.

    `earlier`: ids of the schedule's earlier runs; `shared`: whether nodes share a frontier. Where they don't, one node
    crawls alone, since two would crawl the same pages. A node that has the run's job already gets no second one.
    """
    nodes = known(occurrence, survey)
    begun = POSTED in nodes.values()
    late = now - occurrence.due_at > grace
    overlapping = sorted(earlier & survey.going_on)
    if not begun and overlapping:
        return Decision(State.OVERLAPPED, (), nodes, f"run {overlapping[0]} still went on")
    if late:
        return Decision(*(_late_but_begun if begun else _too_late)(nodes, grace))
    if not survey.jobs and not begun:
        return Decision(State.FIRING, (), nodes, "no node answers; it is tried again until the grace time is over")
    return Decision(State.FIRED, _targets(nodes, survey, shared, begun), nodes)


def joining(occurrence: Occurrence, survey: Survey) -> tuple[str, ...]:
    """Nodes that were down when the run started, answer now, and can still help with it."""
    if occurrence.run_id not in survey.going_on:
        return ()
    nodes = known(occurrence, survey)
    return tuple(name for name in survey.jobs if nodes.get(name) != POSTED)


def known(occurrence: Occurrence, survey: Survey) -> dict[str, str]:
    """What is known of every node: `posted` where it was or where the node has the job, else why it has no answer."""
    had = {name: POSTED for name, jobs in survey.jobs.items() if occurrence.run_id in jobs.known}
    posted = {name: word for name, word in occurrence.nodes.items() if word == POSTED}
    return {**occurrence.nodes, **survey.down, **had, **posted}


def settled(decision: Decision, nodes: Mapping[str, str]) -> State:
    """The state after the posts: an occurrence that no node has taken is tried again."""
    if decision.state is State.FIRED and POSTED not in nodes.values():
        return State.FIRING
    return decision.state


def _targets(nodes: Mapping[str, str], survey: Survey, shared: bool, begun: bool) -> tuple[str, ...]:
    lacking = tuple(name for name in survey.jobs if nodes.get(name) != POSTED)
    if shared:
        return lacking
    return () if begun else lacking[:1]


def _late_but_begun(nodes: dict[str, str], grace: timedelta) -> tuple[State, tuple[str, ...], dict[str, str], str]:
    return State.FIRED, (), nodes, f"the other nodes were left out: the grace time of {grace} was over"


def _too_late(nodes: dict[str, str], grace: timedelta) -> tuple[State, tuple[str, ...], dict[str, str], str]:
    return State.FAILED, (), nodes, f"no node took it within the grace time of {grace}"
