"""Job pages that need not be fetched: known from an earlier crawl, their posting open, and not due again.

For whoever follows a list's links: `known_pages` says which links to leave out, `touch` that their postings are still
listed. `jobspider.middlewares.job_pages` does both, for each request that `Board.job_request` made.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, or_, select, update

from jobspider.tables import job_pages, postings

_KNOWN = (  # made once: a crawl asks it for each page
    select(job_pages.c.url_hash, postings.c.id, job_pages.c.source_id)
    .join(postings, (postings.c.source == job_pages.c.spider) & (postings.c.source_id == job_pages.c.source_id))
    .where(job_pages.c.spider == bindparam("source"), job_pages.c.url_hash.in_(bindparam("hashes", expanding=True)))
    .where(job_pages.c.next_crawl_at > bindparam("now"))
    .where(or_(postings.c.closed_at.is_(None), postings.c.closed_reason == "valid_through"))
)


class KnownPosting(NamedTuple):
    """The row and key of a posting whose page need not be fetched."""

    posting_id: int
    source_id: str


def url_hash(url: str) -> str:
    """32 hex digits by which a link is looked up; fragments don't count."""
    return blake2b(url.partition("#")[0].encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def known_pages(connection: Connection, source: str, urls: Iterable[str], now: datetime) -> dict[str, KnownPosting]:
    """The postings of those of a list's links that need not be followed, by URL; one query for all of them.

    A page counts as known when a crawl has recorded it with exactly one posting, that posting is stored and open
    (closed_at is NULL) or closed by its own valid_through, and the page's next_crawl_at lies after `now`. `source` is
    the spider's name.
    """
    by_hash = {url_hash(url): url for url in urls}
    asked = {"source": source, "hashes": sorted(by_hash), "now": now}
    return {by_hash[row[0]]: KnownPosting(*row[1:]) for row in connection.execute(_KNOWN, asked)}


def touch(connection: Connection, posting_ids: Collection[int], seen_at: datetime) -> None:
    """Says that open postings were still listed: moves their last_seen_at, never back."""
    seen = postings.c.id.in_(sorted(posting_ids)) & (postings.c.last_seen_at < seen_at)
    still_open = seen & postings.c.closed_at.is_(None)
    if posting_ids:
        connection.execute(update(postings).where(still_open).values(last_seen_at=seen_at))
