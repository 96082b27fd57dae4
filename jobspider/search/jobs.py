"""A job and its postings: which boards show it, and why they are called one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, RowMapping, and_, case, or_, select

from jobspider.tables import job_links, postings

MOST = 200
"""Postings of one job that are shown."""
COPY = "copy"
_SHOWN = ("id", "job_id", "source", "source_id", "url", "title", "company", "location_raw", "date_posted", "closed_at")


class JobPosting(BaseModel):
    """A posting of a job, and the surest link that makes it one of the others."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    id: int
    """The posting's number."""
    job_id: int
    """The job's number: the smallest one of its postings."""
    source: str
    source_id: str
    url: str
    title: str
    company: str | None = None
    location_raw: str | None = None
    date_posted: datetime | None = None
    closed_at: datetime | None = None
    basis: str | None = None
    """Why it is the same job as `linked_to`: `address`, `requisition` or `text`; of a possible copy `copy`. None where
    it is alone."""
    score: float | None = None
    """0 to 1: how much the titles (address, requisition) or the texts (text, copy) agree."""
    linked_to: int | None = None
    """The posting that it was compared with."""


class Job(BaseModel):
    """One job, however many boards show it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    job_id: int
    """The smallest `id` of its postings."""
    postings: tuple[JobPosting, ...]
    """Those that are this job, by id, at most 200."""
    possible_copies: tuple[JobPosting, ...] = ()
    """Other companies' postings with the same title, place and text, at most 200: jobs of their own."""


def job_with(connection: Connection, number: int) -> Job | None:
    """The job of this id, or the one that the posting of this id belongs to, so an id once given leads on; or None."""
    job_id = connection.execute(select(postings.c.job_id).where(postings.c.id == number)).scalar()
    if job_id is None:
        return None
    rows = _rows(connection, select(*_columns()).where(postings.c.job_id == job_id))
    ids = [row["id"] for row in rows]
    links = _links(connection, ids)
    others = {number for link in links if link["basis"] == COPY for number in (link["low_id"], link["high_id"])} - set(
        ids
    )
    copies = _rows(connection, select(*_columns()).where(postings.c.id.in_(sorted(others))))
    inside = [link for link in links if link["basis"] != COPY]
    between = [link for link in links if link["basis"] == COPY]
    return Job(job_id=job_id, postings=_linked(rows, inside, ids), possible_copies=_linked(copies, between, ids))


def _columns() -> list[Any]:
    return [postings.c[name] for name in _SHOWN]


def _rows(connection: Connection, statement: Any) -> Sequence[RowMapping]:
    found: Sequence[RowMapping] = connection.execute(statement.order_by(postings.c.id).limit(MOST)).mappings().all()
    return found


def _links(connection: Connection, ids: Sequence[int]) -> Sequence[RowMapping]:
    """The links that hold, the surest first."""
    mine = or_(job_links.c.low_id.in_(ids), job_links.c.high_id.in_(ids))
    rank = case({"address": 0, "requisition": 1, "text": 2}, value=job_links.c.basis, else_=3)
    wanted = select(job_links).where(and_(mine, job_links.c.undone_at.is_(None)))
    ordered = wanted.order_by(rank, job_links.c.score.desc(), job_links.c.low_id, job_links.c.high_id)
    return connection.execute(ordered.limit(20 * MOST)).mappings().all()


def _linked(rows: Iterable[RowMapping], links: Sequence[RowMapping], members: Sequence[int]) -> tuple[JobPosting, ...]:
    return tuple(_with_link({**row, "job_id": row["job_id"] or row["id"]}, links, set(members)) for row in rows)


def _with_link(row: dict[str, Any], links: Iterable[RowMapping], members: set[int]) -> JobPosting:
    for link in links:
        ends = {link["low_id"], link["high_id"]}
        other = ends - {row["id"]}
        if row["id"] in ends and other <= members:
            return JobPosting(**row, basis=link["basis"], score=link["score"], linked_to=other.pop())
    return JobPosting(**row)
