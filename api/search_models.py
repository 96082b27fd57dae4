"""Searches, as they come and go in JSON."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.body import Arguments, Body, Changes, Spider, Whole
from jobspider.records import Search, StoredSearch

KEY = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
YEAR = 366 * 86_400
FIELDS = Search.model_fields
EXAMPLE: JsonDict = {"spider": "indeed", "arguments": {"query": "nurse", "location": "Leeds"}, "priority": 1}

Priority = Annotated[
    int, Field(ge=0, le=2, description="2 is high, 1 normal, 0 low: a higher one is crawled first."), Whole
]
Least = Annotated[
    int,
    Field(ge=60, le=YEAR, description="Shortest time between two crawls in seconds, however often it changes."),
    Whole,
]
Most = Annotated[int, Field(ge=60, le=YEAR, description="Longest time in seconds, however seldom it changes."), Whole]


class NewSearch(Body):
    """What is to be crawled again and again: a spider and its arguments."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    spider: Spider
    arguments: Arguments = Field(default_factory=dict)
    key: Annotated[
        str | None, Field(pattern=KEY, description="A name for it; left out, it is made of spider and arguments.")
    ] = None
    priority: Priority = FIELDS["priority"].default
    least_seconds: Least = FIELDS["least_seconds"].default
    most_seconds: Most = FIELDS["most_seconds"].default
    enabled: Annotated[bool, Field(description="Whether it is crawled.")] = True


class SearchChanges(Changes):
    """What is to change; the rest stays."""

    arguments: Arguments = Field(default_factory=dict)
    priority: Priority = FIELDS["priority"].default
    least_seconds: Least = FIELDS["least_seconds"].default
    most_seconds: Most = FIELDS["most_seconds"].default
    enabled: bool = True


class SearchPage(BaseModel):
    """Some searches, and where the next ones begin."""

    items: list[StoredSearch]
    next_cursor: str | None = Field(description="Give it as `cursor` to get the searches after these; null: no more.")
