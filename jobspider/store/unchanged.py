"""Postings whose site says, in its sitemap, that their pages have not changed since they were seen."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from jobspider.store.known import KnownPosting
from jobspider.tables import postings


def unchanged_pages(
    connection: Connection, source: str, changed: Mapping[str, datetime]
) -> dict[str, list[KnownPosting]]:
    """Those of the pages whose postings are open and were seen after the page changed: the postings by URL.

    `changed`: when each page changed last, UTC. Reads the addresses of all open postings of the source.
    """
    rows = connection.execute(
        select(postings.c.id, postings.c.source_id, postings.c.url, postings.c.last_seen_at).where(
            postings.c.source == source, postings.c.closed_at.is_(None)
        )
    )
    found: dict[str, list[KnownPosting]] = {}
    for row in rows:
        if row.url in changed and changed[row.url] <= row.last_seen_at:
            found.setdefault(row.url, []).append(KnownPosting(row.id, row.source_id))
    return found
