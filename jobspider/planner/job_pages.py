"""What crawls learn of job pages: each is a row with the time at which it is to be fetched again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from jobspider.planner.entities import WITH_ITS_LIST, Entry, Kind, Priority
from jobspider.planner.intervals import JOB_PAGE, adapted, next_crawl
from jobspider.store.known import url_hash
from jobspider.store.statements import overwrite
from jobspider.tables import job_pages

_KEY = ("spider", "url_hash")


@dataclass(frozen=True)
class SeenPage:
    """A job page that was read: its link, the one posting on it, and a hash of what it says."""

    spider: str
    url: str
    source_id: str
    content_hash: str
    alone: bool = True
    """Whether the page can be fetched without its list."""


def note_pages(connection: Connection, seen: Iterable[SeenPage], now: datetime) -> list[Entry]:
    """Records pages that were read, in a few statements, and says when each is due again; the last of a URL counts."""
    by_key = {(page.spider, url_hash(page.url)): page for page in sorted(seen, key=lambda page: page.url)}
    known = _known(connection, list(by_key))
    rows = {key: _row(key, page, known.get(key), now) for key, page in sorted(by_key.items())}
    columns = tuple(next(iter(rows.values()), {}))
    replaced = tuple(name for name in columns if name not in _KEY)
    overwrite(connection.dialect, job_pages, columns, replaced, _KEY).execute(connection, list(rows.values()))
    return [
        Entry(Kind.DETAIL, row.id, row.spider, row.priority, row.next_crawl_at)
        for row in _known(connection, list(rows)).values()
        if row.priority != WITH_ITS_LIST
    ]


def _row(key: tuple[str, str], page: SeenPage, known: Row[Any] | None, now: datetime) -> dict[str, Any]:
    changed = known is not None and known.content_hash != page.content_hash
    seconds = JOB_PAGE.first if known is None else adapted(known.interval_seconds, changed, JOB_PAGE)
    return {
        "spider": key[0],
        "url_hash": key[1],
        "url": page.url,
        "source_id": page.source_id,
        "priority": _priority(page, known),
        "interval_seconds": seconds,
        "content_hash": page.content_hash,
        "next_crawl_at": next_crawl(key[1], now, seconds, JOB_PAGE),
        "last_crawled_at": now,
        "last_outcome": "ok",
        "failures": 0,
        "claimed_until": None,
    }


def _priority(page: SeenPage, known: Row[Any] | None) -> int:
    """As it was set; but whether a page can be fetched alone is its board's to say, and may change with its code."""
    if not page.alone:
        return WITH_ITS_LIST
    return Priority.NORMAL if known is None or known.priority == WITH_ITS_LIST else int(known.priority)


def _known(connection: Connection, keys: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Row[Any]]:
    found = dict[tuple[str, str], Row[Any]]()
    for spider in sorted({spider for spider, _ in keys}):
        hashes = [digest for name, digest in keys if name == spider]
        wanted = select(job_pages).where(job_pages.c.spider == spider, job_pages.c.url_hash.in_(hashes))
        found.update({(row.spider, row.url_hash): row for row in connection.execute(wanted)})
    return found
