"""Postings by their number, with as little in them as can be stored."""

from datetime import UTC, datetime
from typing import Any

from jobspider.posting import Posting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def posting(number: int = 1, **fields: Any) -> Posting:
    """The same one for the same number, but for these fields."""
    row = {"source_id": f"job-{number:05d}", "url": f"https://jobs.example/{number}", "title": f"Analyst {number}"}
    return Posting.from_raw({**row, **fields}, source=fields.get("source", "acme"), now=NOON)
