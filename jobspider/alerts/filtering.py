"""What an alert looks for: the filter of every search, which must leave something out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from jobspider.alert import Alert, Kind
from jobspider.errors import AlertRefusedError
from jobspider.posting import StoredPosting
from jobspider.search.conditions import Wanted
from jobspider.search.filters import PostingFilter
from jobspider.search.find import by_ids, ids_of_page
from jobspider.search.walk import way_of
from jobspider.tables import posting_search, postings

MEANINGLESS = ("posted_after", "posted_before", "open")
"""An alert is about postings that are open and were just found."""
WEEK = timedelta(days=7)
COUNTED = 1000
"""Postings that a preview counts, at most."""
WINDOWS = 40


def checked(kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    """The filter as it is stored: what differs from the defaults. Raises AlertRefusedError."""
    try:
        asked = PostingFilter.model_validate(given)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise AlertRefusedError(f"the filter cannot be read: {wrong}") from None
    found = asked.model_dump(mode="json", exclude_defaults=True)
    _refuse_other_fields(kind, found)
    if kind is Kind.POSTINGS:
        if not found:
            raise AlertRefusedError("an alert without a filter would report every posting: say what it looks for")
        if any(terms.impossible for terms in Wanted(asked).texts):
            raise AlertRefusedError("a text of the filter holds no word, so the alert would find nothing")
    return found


def _refuse_other_fields(kind: Kind, found: dict[str, Any]) -> None:
    useless = [name for name in MEANINGLESS if name in found]
    if useless:
        raise AlertRefusedError(f"an alert is about new, open postings: leave out {', '.join(useless)}")
    if kind is Kind.OPERATIONS and set(found) - {"source"}:
        raise AlertRefusedError("an alert about operations knows no other filter than source")


def matching(connection: Connection, alert: Alert, ids: Sequence[int]) -> list[int]:
    """Those of the postings that the alert looks for and that are open."""
    wanted = Wanted(PostingFilter.model_validate(alert.filter))
    conditions = [*wanted.of_row(), *wanted.of_words(), *wanted.of_currency()]
    words = postings.join(posting_search, posting_search.c.id == postings.c.id)
    found = select(postings.c.id).select_from(words).where(postings.c.id.in_(ids), postings.c.closed_at.is_(None))
    return sorted(connection.execute(found.where(*conditions)).scalars())


def preview(
    connection: Connection, given: dict[str, Any], most: int, now: datetime
) -> tuple[int, bool, list[StoredPosting]]:
    """What a filter would have matched in the last week: how many, whether there are more, and the newest ones."""
    recent = PostingFilter.model_validate({**given, "posted_after": (now - WEEK).isoformat()})
    page = ids_of_page(connection, way_of(recent), COUNTED, None, WINDOWS)
    ids = [row.id for row in page.rows]
    return len(ids), page.end is not None, by_ids(connection, ids[:most])
