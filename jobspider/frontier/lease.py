"""One request that this node holds for a while."""

from dataclasses import dataclass

HEADER = 2  # bytes before a request's msgpack: attempts, lapses
FRESH = bytes(HEADER)


@dataclass(slots=True, eq=False)
class Lease:
    """A request from Redis, its fencing token, and what became of it here."""

    token: str
    host: str
    partition: int
    priority: int
    data: bytes
    deadline: float
    """By time.monotonic(): afterwards somebody else may hold it, so it must not be started any more."""
    downloading: bool = True
    """Counts as in flight at its host."""
    started: bool = False
    """Scrapy has it."""
    failure: str | None = None
    final: bool = False
    """A failure that is not tried again."""
    retry_after: float = 0.0
    """Seconds that the site asked to wait."""
    given_back: bool = False
    answered: bool = False
    """A response or an exception has passed all downloader middlewares."""

    @property
    def attempts(self) -> int:
        """How often the request failed before."""
        return self.data[0]

    @property
    def payload(self) -> bytes:
        return self.data[HEADER:]
