"""The matcher: takes postings that were written, finds their job among millions, and keeps why. docs/identity.md."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import product

from sqlalchemy import Connection, Engine, delete, insert, select

from jobspider.matching.facts import Facts
from jobspider.matching.keys import blocking_keys
from jobspider.matching.ladder import RANK, Basis, Verdict, contradict, judge
from jobspider.matching.place import Nearness, nearness
from jobspider.store.compared import Compared
from jobspider.store.groups import Groups, Pair, connected, links_of, pair
from jobspider.store.insert import insert_unless_there
from jobspider.store.job_keys import sharing, write_keys
from jobspider.store.job_links import drop_links, undo_links, write_links
from jobspider.store.transaction import in_batches, in_transaction
from jobspider.tables import locks, match_queue, postings

BATCH = 50
"""Postings matched in one transaction: about a tenth of a second, for which others wait for their turn."""
TURN = {"name": "job identity", "owner": "", "expires_at": datetime(1970, 1, 1, tzinfo=UTC)}
"""The row whose lock makes matchers take turns; nobody owns it for longer than a transaction."""


def match_waiting(engine: Engine, most: int | None = None) -> int:
    """Matches what is queued, as `in_batches` does; how many postings there were."""
    return in_batches(engine, _match_batch, most)


def match_again(engine: Engine) -> None:
    """Queues all postings: for rules that have changed."""
    every = select(postings.c.id).order_by(postings.c.id)
    in_transaction(
        engine, lambda connection: connection.execute(insert(match_queue).from_select(["posting_id"], every))
    )


def take_out(connection: Connection, posting_id: int, now: datetime) -> list[int]:
    """Makes a posting a job of its own for good; the postings that it was one job with, none if it was alone.

    What only it held together falls apart, too. A job keeps its id, unless the posting that gave it goes.
    """
    hold(connection)
    groups = Groups(connection)
    job_id = connection.execute(select(postings.c.job_id).where(postings.c.id == posting_id)).scalar()
    others = (groups.members(job_id) if job_id else set()) - {posting_id}
    if not others:
        return []
    undo_links(connection, [pair(posting_id, other) for other in others], now)
    groups.part([{posting_id}, *connected(others, links_of(connection, others))])
    groups.write()
    return sorted(others)


def hold(connection: Connection) -> None:
    """Waits for the turn, which ends with the transaction; on SQLite a transaction that writes is one."""
    insert_unless_there(connection, locks, TURN)


def _match_batch(connection: Connection) -> int:
    hold(connection)
    first = select(match_queue.c.id, match_queue.c.posting_id).order_by(match_queue.c.id).limit(BATCH)
    waiting = connection.execute(first).all()
    if waiting:
        _match(connection, sorted({row.posting_id for row in waiting}))
        connection.execute(delete(match_queue).where(match_queue.c.id.in_([row.id for row in waiting])))
    return len(waiting)


def _match(connection: Connection, ids: Iterable[int]) -> None:
    compared, groups = Compared(connection), Groups(connection)
    keys = {one.id: blocking_keys(one, compared.text(one.id)) for one in compared.read(ids)}
    write_keys(connection, keys)
    near = {posting_id: sharing(connection, keys[posting_id], posting_id) for posting_id in keys}
    compared.load({other for others in near.values() for other in others})
    verdicts = _verdicts(compared, near)
    for number in sorted({*keys, *(number for both in verdicts for number in both)}):
        groups.know(number, compared[number].job_id)
    _loosen(connection, compared, groups, keys)
    _join(compared, groups, verdicts)
    groups.write()
    write_links(connection, verdicts, datetime.now(UTC))


def _verdicts(compared: Compared, near: Mapping[int, set[int]]) -> dict[Pair, Verdict]:
    pairs = sorted({pair(one, other) for one, others in near.items() for other in others})
    compared.load_texts(pairs)
    found = ((both, judge(compared[both[0]], compared[both[1]], compared.text)) for both in pairs)
    return {both: verdict for both, verdict in found if verdict is not None}


def _join(compared: Compared, groups: Groups, verdicts: Mapping[Pair, Verdict]) -> None:
    """Joins the jobs of merging pairs, the surest first; a job that a posting contradicts does not take it in."""
    merging = [(both, verdict) for both, verdict in verdicts.items() if verdict.merges]
    for (low, high), verdict in sorted(merging, key=lambda f: (RANK.index(f[1].basis), -f[1].score, f[0])):
        jobs = groups.job_of(low), groups.job_of(high)
        if jobs[0] != jobs[1] and groups.may_join(*jobs):
            sides = [compared.load(groups.members(job)) for job in jobs]
            if not any(_against(one, other, verdict) for one, other in product(*sides)):
                groups.join(*jobs)


def _against(one: Facts, other: Facts, verdict: Verdict) -> bool:
    """Whether these two keep their jobs apart; a requisition may be for several places."""
    elsewhere = verdict.basis is Basis.TEXT and nearness(one.place, other.place) is Nearness.DIFFERENT
    return elsewhere or contradict(one, other)


def _loosen(connection: Connection, compared: Compared, groups: Groups, ids: Iterable[int]) -> None:
    """A posting that has changed into another job leaves those that it contradicts now."""
    links = links_of(connection, ids)
    compared.load({number for both in links for number in both})
    wrong = {both for both in links if contradict(compared[both[0]], compared[both[1]])}
    drop_links(connection, wrong)
    for number in {low for low, _ in wrong}:
        groups.know(number, compared[number].job_id)
        members = groups.members(groups.job_of(number))
        groups.part(connected(members, links_of(connection, members)))
