"""What a page of a task gives: its outcome, the postings, the images; as one text of bounded size."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from jobspider.boards.best import best
from jobspider.boards.raw import Raw
from jobspider.clean.skill_dictionary import Dictionary
from jobspider.enrich import enrich
from jobspider.errors import InvalidPostingError
from jobspider.posting import Posting
from jobspider.run import counted
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.images import images_of

SOURCE = "task"
MOST_POSTINGS = 200
MOST_BYTES = 1_000_000
"""Of one URL's result."""


@dataclass(frozen=True)
class Reading:
    """What was read of a page. `raws` are for the pipelines, `result` is JSON: {postings, images}."""

    ending: Ending
    raws: list[Raw]
    result: str
    board: str | None


def read_page(response: Response, now: datetime, dictionary: Dictionary | None = None) -> Reading:
    """Reads a page with the board that reads it best; skills are those of the dictionary."""
    found = best(response)
    raws = [_of_host(raw, response) for raw in found.postings[:MOST_POSTINGS]] if found else []
    postings = list(_postings(raws, now, dictionary))
    images = images_of(response, raws)
    shown, result = _bounded(postings, images)
    return Reading(_ending(len(postings), shown), raws, result, found.board if found else None)


def _of_host(raw: Raw, response: Response) -> Raw:
    """The posting with the host that answered in front of its key, so that no host can speak for another."""
    host = urlsplit(response.url).hostname or ""
    return {**raw, "source_id": f"{host}/{str(raw['source_id']).removeprefix(f'{host}/').lstrip('/')}"}


def _postings(raws: list[Raw], now: datetime, dictionary: Dictionary | None) -> Iterator[Posting]:
    """As the pipelines make them; they also count and log what cannot be one."""
    for raw in raws:
        try:
            yield enrich(Posting.from_raw(raw, source=SOURCE, now=now), now, dictionary)
        except InvalidPostingError:
            continue


def _bounded(postings: list[Posting], images: list[str]) -> tuple[int, str]:
    """How many postings fit, and the result with these."""
    size, shown = len(json.dumps(images)), list[Any]()
    for posting in postings:
        row = posting.model_dump(mode="json")
        size += len(json.dumps(row, ensure_ascii=False).encode())
        if size > MOST_BYTES:
            break
        shown.append(row)
    return len(shown), json.dumps({"postings": shown, "images": images}, ensure_ascii=False)


def _ending(found: int, shown: int) -> Ending:
    if not found:
        return Ending(UrlOutcome.OK_EMPTY, "the page was read; it holds no posting that a board can read")
    more = "" if shown == found else f", of which {shown} are shown: the rest is too long"
    return Ending(UrlOutcome.OK, f"{counted(found, 'postings')} found{more}")
