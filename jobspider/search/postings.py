"""Single postings: by key, with their history."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from jobspider.errors import UnknownPostingError
from jobspider.posting import StoredPosting
from jobspider.search.find import by_ids
from jobspider.tables import posting_versions


class PostingVersion(BaseModel):
    """A change of a posting."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    changed_at: datetime
    """When a crawl saw the new content, UTC."""
    content_hash: str
    """Hash of the content that was replaced."""
    replaced: dict[str, Any]
    """{field: the value that it had until then}, changed fields only."""


def by_id(connection: Connection, posting_id: int) -> StoredPosting:
    """One posting; UnknownPostingError when there is none with this id."""
    found = by_ids(connection, [posting_id], tuple(StoredPosting.model_fields))
    if not found:
        raise UnknownPostingError(f"there is no posting {posting_id}")
    return found[0]


def versions_of(connection: Connection, posting_id: int, most: int = 100) -> list[PostingVersion]:
    """The posting's latest changes, the latest first; UnknownPostingError when there is no such posting."""
    by_id(connection, posting_id)
    return list(_versions(connection, posting_id, most))


def _versions(connection: Connection, posting_id: int, most: int) -> Iterator[PostingVersion]:
    table = posting_versions.c
    changes = select(table.changed_at, table.content_hash, table.replaced).where(table.posting_id == posting_id)
    latest = changes.order_by(table.changed_at.desc(), table.id.desc()).limit(most)
    for row in connection.execute(latest).mappings():
        yield PostingVersion.model_validate(dict(row))
