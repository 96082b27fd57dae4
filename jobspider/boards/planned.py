"""A run of many searches: each page is read by a spider of the same class that has the search's arguments.

That spider, the twin, exists in each process that meets the search. Its requests travel as the running spider's own,
with the search's arguments and the twin's callback in cb_kwargs, so the frontier needs to know nothing of it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from jobspider.planner.entities import Entity, Outcome
from jobspider.planner.signals import entity_failed

if TYPE_CHECKING:
    from jobspider.boards.board import Board

PLANNED = "planned_by"
"""Name in cb_kwargs: the search's arguments, and the names of the twin's callback and errback."""
ENTITY = "entity"
"""Key in meta: kind, row number and lease of what is due."""
TWINS = 1000
"""How many twins a process keeps; one more is made anew."""
GONE = (404, 410)


def twin(spider: "Board", arguments: Mapping[str, str]) -> "Board":
    """The spider that has these arguments; on the host of the running one's `base_url` unless they name another."""
    own = {"base_url": spider.base_url, **arguments} if spider.base_url else dict(arguments)
    twins: dict[str, Board] = spider.__dict__.setdefault("twins", {})
    key = json.dumps(own, sort_keys=True)
    if key not in twins:
        if len(twins) >= TWINS:
            twins.clear()
        twins[key] = type(spider).from_crawler(spider.crawler, **own)
    return twins[key]


def marked(spider: "Board", request: Request, entity: Entity) -> Request:
    """The first request of something due; what becomes of it is told to the planner."""
    lease = entity.lease
    meta = {**request.meta, ENTITY: [str(lease.kind), lease.id, lease.token]}
    return request.replace(meta=meta, errback=spider.planned_failed)


def wrapped(spider: "Board", request: Request, arguments: Mapping[str, str]) -> Request:
    """A twin's request as the running spider's own."""
    names = {"callback": _name(request.callback) or "parse", "errback": _name(request.errback)}
    return request.replace(
        callback=spider.parse_planned,
        errback=spider.planned_failed,
        cb_kwargs={**request.cb_kwargs, PLANNED: {"arguments": dict(arguments), **names}},
    )


def read(spider: "Board", response: Response, planned: Mapping[str, Any], kept: Mapping[str, Any]) -> Iterator[Any]:
    """What the twin's callback makes of a page."""
    callback = getattr(twin(spider, planned["arguments"]), planned["callback"])
    yield from _sent_on(spider, callback(response, **kept), planned["arguments"])


def failed(spider: "Board", failure: Any) -> Iterator[Any]:
    """Tells the planner, where this was the first page of something due; then what the twin's errback makes of it."""
    request: Request = failure.request
    if ENTITY in request.meta:
        gone = failure.check(HttpError) and failure.value.response.status in GONE
        outcome = Outcome.GONE if gone else Outcome.FAILED
        spider.crawler.signals.send_catch_log(entity_failed, entity=request.meta.pop(ENTITY), outcome=outcome)
    planned = request.cb_kwargs.get(PLANNED)
    if planned and planned["errback"]:
        errback = getattr(twin(spider, planned["arguments"]), planned["errback"])
        yield from _sent_on(spider, errback(failure), planned["arguments"])


def _sent_on(spider: "Board", results: Iterable[Any] | None, arguments: Mapping[str, str]) -> Iterator[Any]:
    for each in results or ():
        yield wrapped(spider, each, arguments) if isinstance(each, Request) else each


def _name(method: Any) -> str | None:
    return None if method is None else str(method.__name__)
