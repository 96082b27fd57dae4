"""Given an occurrence and what the nodes answer, when it is decided on, then these posts and this state."""

from datetime import UTC, datetime, timedelta

from jobspider.records import POSTED, Occurrence, State
from jobspider.schedule.firing import Decision, decide, joining, settled
from jobspider.schedule.nodes import Survey
from jobspider.schedule.scrapyd import Jobs

DUE = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
GRACE = timedelta(hours=1)
RUN = "daily-20261122T040000Z"
YESTERDAY = "daily-20261121T040000Z"
IDLE = Jobs()
DOWN = {"b": "b cannot be reached"}


def occurrence(**nodes: str) -> Occurrence:
    return Occurrence(id=1, schedule_id=1, due_at=DUE, run_id=RUN, state=State.FIRING, nodes=nodes)


def decided(
    survey: Survey, of: Occurrence | None = None, *, late: timedelta = timedelta(seconds=1), shared: bool = True
) -> Decision:
    earlier = frozenset({YESTERDAY})
    return decide(of or occurrence(), survey, earlier=earlier, now=DUE + late, grace=GRACE, shared=shared)


def test_all_nodes_that_answer_get_the_run() -> None:
    assert decided(Survey({"a": IDLE, "b": IDLE})) == Decision(State.FIRED, ("a", "b"))


def test_a_node_that_is_down_is_skipped_and_why_is_noted() -> None:
    assert decided(Survey({"a": IDLE}, DOWN)) == Decision(State.FIRED, ("a",), DOWN)


def test_a_node_that_has_the_job_already_gets_no_second_one() -> None:
    for jobs in (Jobs(frozenset({RUN})), Jobs(running={RUN: 7}), Jobs(finished=frozenset({RUN}))):
        found = decided(Survey({"a": jobs, "b": IDLE}))
        assert (found.post, found.nodes) == (("b",), {"a": POSTED})


def test_a_successor_posts_to_the_nodes_that_its_predecessor_did_not_reach() -> None:
    found = decided(Survey({"a": IDLE, "b": IDLE}), occurrence(a=POSTED))
    assert (found.state, found.post) == (State.FIRED, ("b",))


def test_without_an_answer_it_is_tried_again_until_the_grace_time_is_over() -> None:
    nobody = Survey({}, {"a": "down", "b": "down"})
    assert decided(nobody, late=GRACE).state is State.FIRING
    late = decided(nobody, late=GRACE + timedelta(seconds=1))
    assert (late.state, late.post) == (State.FAILED, ())
    assert late.detail == "no node took it within the grace time of 1:00:00"


def test_after_the_grace_time_no_further_node_is_posted_to() -> None:
    late = decided(Survey({"a": IDLE, "b": IDLE}), occurrence(a=POSTED), late=2 * GRACE)
    assert (late.state, late.post) == (State.FIRED, ())


def test_a_run_that_goes_on_is_not_overlapped() -> None:
    for jobs in (Jobs(frozenset({YESTERDAY})), Jobs(running={YESTERDAY: 7})):
        found = decided(Survey({"a": IDLE, "b": jobs}))
        assert (found.state, found.post) == (State.OVERLAPPED, ())
        assert found.detail == f"run {YESTERDAY} still went on"
    assert decided(Survey({"a": IDLE, "b": Jobs(finished=frozenset({YESTERDAY}))})).post == ("a", "b")


def test_a_firing_that_has_begun_is_completed_whatever_else_goes_on() -> None:
    found = decided(Survey({"a": IDLE, "b": Jobs(running={YESTERDAY: 7})}), occurrence(a=POSTED))
    assert (found.state, found.post) == (State.FIRED, ("b",))


def test_another_schedule_s_run_is_in_nobody_s_way() -> None:
    assert decided(Survey({"a": Jobs(running={"other-20261122T040000Z": 7})})).post == ("a",)


def test_without_a_shared_frontier_one_node_crawls() -> None:
    assert decided(Survey({"a": IDLE, "b": IDLE}), shared=False).post == ("a",)
    assert decided(Survey({"b": IDLE}, {"a": "down"}), shared=False).post == ("b",)
    assert decided(Survey({"a": IDLE, "b": IDLE}), occurrence(a=POSTED), shared=False).post == ()


def test_posts_that_all_failed_leave_it_to_be_tried_again() -> None:
    decision = decided(Survey({"a": IDLE}))
    assert settled(decision, {"a": "a refuses"}) is State.FIRING
    assert settled(decision, {"a": "a refuses", "b": POSTED}) is State.FIRED


def test_a_node_that_comes_back_joins_a_run_that_goes_on() -> None:
    fired = occurrence(a=POSTED, b="b cannot be reached")
    assert joining(fired, Survey({"a": Jobs(running={RUN: 7}), "b": IDLE})) == ("b",)
    assert joining(fired, Survey({"a": Jobs(finished=frozenset({RUN})), "b": IDLE})) == ()
    assert joining(fired, Survey({"a": Jobs(running={RUN: 7})}, DOWN)) == ()
    assert joining(fired, Survey({"a": Jobs(running={RUN: 7}), "b": Jobs(frozenset({RUN}))})) == ()
