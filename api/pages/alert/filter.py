"""What an alert looks for that is made of a search, and what it would have found."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from api.pages.labels import NAMES
from api.pages.search.query import Asked
from jobspider.alert import Kind
from jobspider.alerts import filtering
from jobspider.errors import AlertRefusedError
from jobspider.posting import StoredPosting

PREVIEWED = 10
"""Postings of the last week that are named."""


@dataclass(frozen=True)
class Preview:
    """What an alert would have told of in the last week; or why there can be none."""

    count: int = 0
    more: bool = False
    postings: tuple[StoredPosting, ...] = ()
    refused: str | None = None


def wanted(asked: Asked) -> dict[str, Any]:
    """The filter of an alert: it is about new, open postings, so what a search says of time and state is left out."""
    said = asked.query.filter().model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in said.items() if name not in filtering.MEANINGLESS}


def suggested(asked: Asked) -> str:
    """A name made of what is looked for."""
    words = re.findall(r"[a-z0-9]+", " ".join(_telling(asked)).lower())
    return "-".join(words[:6])[:60].strip("-")


def _telling(asked: Asked) -> list[str]:
    return [value for name, value in asked.conditions if name not in filtering.MEANINGLESS]


def preview(connection: Connection, asked: Asked) -> Preview:
    """What POST /alert-preview answers; or the sentence that POST /alerts would refuse the filter with."""
    if not asked.is_clear:
        return Preview(refused="; ".join(f"{NAMES[each.name]}: {each.detail}" for each in asked.wrong))
    try:
        looked_for = filtering.checked(Kind.POSTINGS, wanted(asked))
    except AlertRefusedError as error:
        return Preview(refused=str(error))
    count, more, found = filtering.preview(connection, looked_for, PREVIEWED, datetime.now(UTC))
    return Preview(count, more, tuple(found))
