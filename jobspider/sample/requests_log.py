"""Who asked for what and when: the arrival log, from which tests read how polite a crawler was."""

import json
import time
from collections import deque
from typing import NamedTuple, TextIO

KEPT = 10_000


class Arrival(NamedTuple):
    """One request; `time` is seconds since 1970."""

    time: float
    method: str
    path: str
    agent: str
    status: int


class RequestsLog:
    """Keeps the last KEPT arrivals, and writes all of them to `file` where one is given."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._arrivals: deque[Arrival] = deque(maxlen=KEPT)
        self._file = file

    def add(self, method: str, path: str, agent: str, status: int) -> None:
        """Notes a request that arrives now."""
        arrival = Arrival(time.time(), method, path, agent, status)
        self._arrivals.append(arrival)
        if self._file:
            self._file.write(_line(arrival))

    def text(self) -> str:
        """JSON Lines, oldest first."""
        return "".join(map(_line, self._arrivals))


def _line(arrival: Arrival) -> str:
    return json.dumps(arrival._asdict()) + "\n"
