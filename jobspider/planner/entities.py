"""What is crawled again: searches and job pages, as the planner hands them out and gets them back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import Table

from jobspider.tables import job_pages, searches


class Kind(StrEnum):
    """The two kinds of work."""

    LIST = "list"
    """A search: a spider and its arguments."""
    DETAIL = "detail"
    """A job page: the page of one open posting."""


TABLES: Mapping[Kind, Table] = {Kind.LIST: searches, Kind.DETAIL: job_pages}


class Priority(IntEnum):
    """Three queues: whatever is due in a higher one is crawled first, and within one the most overdue."""

    LOW = 0
    NORMAL = 1
    HIGH = 2


WITH_ITS_LIST = -1
"""`priority` of a job page that is fetched only when its list is, since the list says what the page doesn't."""


class Outcome(StrEnum):
    """How a crawl of one of them went."""

    OK = "ok"
    GONE = "gone"
    """404 or 410."""
    UNREADABLE = "unreadable"
    """It holds nothing that can be read: maybe its layout has changed."""
    FAILED = "failed"


@dataclass(frozen=True)
class Lease:
    """One of them, popped from its queue until the lease lapses."""

    kind: Kind
    id: int
    token: str = ""


@dataclass(frozen=True)
class Entity:
    """One of them, to be crawled: a search's arguments, or a page's URL."""

    lease: Lease
    key: str
    spider: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True)
class Finished:
    """What came of one; `content_hash` of what was seen, where something was."""

    lease: Lease
    outcome: Outcome
    content_hash: str | None = None


@dataclass(frozen=True)
class Entry:
    """When one is due, as its row has it: what queues are made of. Without a time it is in no queue."""

    kind: Kind
    id: int
    spider: str
    priority: int
    next_crawl_at: datetime | None
    token: str = ""
    """Of the lease that this ends, if any."""


@dataclass(frozen=True)
class Depth:
    """One queue, for people. `overdue`: seconds since the first of it was due."""

    kind: Kind
    spider: str
    partition: int
    planned: int
    due: int
    leased: int
    overdue: float
