"""Jobs as groups of postings: who is in which, joined and taken apart; a job's id is its smallest posting id."""

from collections.abc import Iterable, Sequence
from itertools import product

from sqlalchemy import Connection, and_, or_, select, update

from jobspider.matching.ladder import Basis
from jobspider.tables import job_links, postings

MOST = 200
"""Postings of one job that are looked at; a job with more takes no further ones in."""
MERGING = tuple(basis for basis in Basis if basis is not Basis.COPY)
"""The bases that make two postings one job."""

Pair = tuple[int, int]
"""Two posting ids, the smaller one first."""


def pair(one: int, other: int) -> Pair:
    """The two in order."""
    return (one, other) if one < other else (other, one)


class Groups:
    """The jobs of some postings, changed in memory until `write`. The caller holds the turn (store.identity)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._members: dict[int, set[int]] = {}
        self._job_of: dict[int, int] = {}
        self._stored: dict[int, int | None] = {}

    def know(self, posting_id: int, job_id: int | None) -> None:
        """Takes note of what is stored; one without a job is its own."""
        if posting_id not in self._stored:
            self._stored[posting_id] = job_id
            self._job_of[posting_id] = job_id or posting_id
            if job_id is None:
                self._members[posting_id] = {posting_id}

    def job_of(self, posting_id: int) -> int:
        """The job of a posting that is known."""
        return self._job_of[posting_id]

    def members(self, job_id: int) -> set[int]:
        """The postings of a job, MOST at most."""
        if job_id not in self._members:
            found = select(postings.c.id).where(postings.c.job_id == job_id).order_by(postings.c.id).limit(MOST)
            self._members[job_id] = ids = set(self._connection.execute(found).scalars())
            for number in ids:
                self.know(number, job_id)
        return self._members[job_id]

    def may_join(self, one: int, other: int) -> bool:
        """Whether nobody has undone a pair of these jobs, and both can be looked at as a whole."""
        left, right = self.members(one), self.members(other)
        if len(left) + len(right) > MOST:
            return False
        return not (undone(self._connection, left | right) & {pair(*both) for both in product(left, right)})

    def join(self, one: int, other: int) -> None:
        """Makes two jobs one; the older id stays."""
        kept, given_up = pair(one, other)
        for number in self.members(given_up):
            self._job_of[number] = kept
        self._members[kept] = self.members(kept) | self._members.pop(given_up)

    def part(self, groups: Iterable[set[int]]) -> None:
        """Gives each of these groups, which were one, a job of its own."""
        for group in groups:
            for number in group:
                self._job_of[number] = min(group)
            self._members[min(group)] = group

    def write(self) -> None:
        """Stores what has changed, a statement a job."""
        changed = sorted(number for number, job_id in self._job_of.items() if self._stored[number] != job_id)
        for job_id in sorted({self._job_of[number] for number in changed}):
            of_job = [number for number in changed if self._job_of[number] == job_id]
            self._connection.execute(update(postings).where(postings.c.id.in_(of_job)).values(job_id=job_id))
        self._stored.update({number: self._job_of[number] for number in changed})


def undone(connection: Connection, ids: Iterable[int]) -> set[Pair]:
    """The pairs among these postings that are never to be one job."""
    wanted = sorted(ids)
    both = and_(job_links.c.low_id.in_(wanted), job_links.c.high_id.in_(wanted), job_links.c.undone_at.is_not(None))
    return {(row.low_id, row.high_id) for row in connection.execute(select(job_links).where(both))}


def links_of(connection: Connection, ids: Iterable[int]) -> set[Pair]:
    """The pairs with one of these postings that are one job."""
    wanted = sorted(ids)
    either = or_(job_links.c.low_id.in_(wanted), job_links.c.high_id.in_(wanted))
    holding = job_links.c.undone_at.is_(None) & job_links.c.basis.in_(MERGING)
    return {(row.low_id, row.high_id) for row in connection.execute(select(job_links).where(either, holding))}


def connected(ids: Iterable[int], pairs: Iterable[Pair]) -> Sequence[set[int]]:
    """The postings as groups that hang together by these pairs."""
    group_of = {number: {number} for number in ids}
    for one, other in pairs:
        if one in group_of and other in group_of and group_of[one] is not group_of[other]:
            both = group_of[one] | group_of[other]
            group_of.update(dict.fromkeys(both, both))
    return list({id(group): group for group in group_of.values()}.values())
