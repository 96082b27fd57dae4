"""Faults for a worker to work with: FAULTS names them in its settings, the classes below are its components."""

from collections.abc import Callable
from itertools import count
from typing import Any

from scrapy import Request
from scrapy.http import Response

from jobspider.frontier.courier import Courier
from jobspider.frontier.politeness import Politeness


def broken(method: Callable[..., Any], every: int, *, first: int = 1) -> Callable[..., Any]:
    """Does what the method does and raises an error after every so many calls."""
    calls = count(first)

    def wrapper(*arguments: Any, **more: Any) -> Any:
        result = method(*arguments, **more)
        if next(calls) % every == 0:
            raise RuntimeError("a fault inside the frontier")
        return result

    return wrapper


class BrokenFrontier:
    """Breaks the frontier's own methods, as a bug in it would."""

    @classmethod
    def from_crawler(cls, crawler: Any) -> "BrokenFrontier":
        faults = crawler.settings.getlist("FAULTS")
        if "nudge" in faults:
            Courier.nudge = broken(Courier.nudge, 5)  # type: ignore[method-assign]
        if "ended" in faults:
            Politeness.ended = broken(Politeness.ended, 5)  # type: ignore[method-assign]
        if "courier" in faults:
            Courier.exchange = broken(Courier.exchange, 20)  # type: ignore[method-assign]
        return cls()


class RaisingMiddleware:
    """Raises from process_response at /7 each time and at /8 once; from process_exception whenever it is called."""

    def __init__(self) -> None:
        self._tried = count()

    def process_response(self, request: Request, response: Response) -> Response:
        if request.url.endswith("/7") or (request.url.endswith("/8") and next(self._tried) == 0):
            raise RuntimeError("a fault in process_response")
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        raise RuntimeError(f"a fault in process_exception of {request.url}") from exception
