"""scrapy-redis's queue and duplicate filter as views on the frontier's keys, for tools that know those classes.

They talk to Redis at once and block; a crawl itself uses the scheduler, which does neither.
"""

from typing import Any
from uuid import uuid4

import msgpack
from redis import Redis
from scrapy import Request, Spider
from scrapy.utils.httpobj import urlparse_cached
from scrapy_redis.dupefilter import RFPDupeFilter
from scrapy_redis.queue import Base

from jobspider.errors import ConfigError
from jobspider.frontier.codec import Codec
from jobspider.frontier.identity import Identity
from jobspider.frontier.keys import RunKeys, partition_of
from jobspider.frontier.lease import FRESH
from jobspider.frontier.options import Options, options_from
from jobspider.frontier.scripts import script


def run_keys(spider: Spider, options: Options) -> list[RunKeys]:
    """The partitions of the run that the spider works in."""
    return [RunKeys(spider.name, str(getattr(spider, "run", "")), number) for number in range(options.partitions)]


class FrontierQueue(Base):  # type: ignore[misc]  # scrapy-redis publishes no types
    """The requests that wait, of all hosts and priorities."""

    def __init__(self, server: Redis, spider: Spider, key: str = "", serializer: Any = None) -> None:  # noqa: ARG002
        if key:  # only scrapy-redis's own scheduler names one, and it would poll for ever
            raise ConfigError(
                "SCHEDULER_QUEUE_CLASS is jobspider's, but SCHEDULER is scrapy-redis's, which loses what it pops: "
                "set SCHEDULER = 'jobspider.frontier.scheduler.Scheduler', or unset SCHEDULER_QUEUE_CLASS."
            )
        self.server = server
        self.spider = spider
        self._options = options_from(spider.settings)
        self._keys = run_keys(spider, self._options)
        self._codec = Codec(spider, self._options.max_request_bytes)

    def __len__(self) -> int:
        """Requests that nobody works on."""
        return sum(int(self.server.hget(keys.key("state"), "pending") or 0) for keys in self._keys)

    def push(self, request: Request) -> None:
        """Adds a request without asking the seen set, as scrapy-redis does."""
        host = str(request.meta.get("download_slot") or urlparse_cached(request).hostname or "")
        keys = self._keys[partition_of(host, len(self._keys))]
        entry = (-1, 0, FRESH + self._codec.encode(request))
        batch = {
            "node": uuid4().hex[:8],
            "name": "queue",
            "number": 1,
            "lease": self._options.lease_ms,
            "want": 0,
            "keep": self._options.keep_seconds,
            "policy": (0, 1, 1, 0),
            "attempts": self._options.attempts,
            "lapses": self._options.lapses,
            "pushes": [(host, request.priority, entry)],
        }
        data = msgpack.packb(batch, use_bin_type=False)
        names = keys.for_batch()
        self.server.eval(script("batch").text, len(names), *names, data)

    def pop(self, timeout: int = 0) -> None:
        """Refused: what is popped and not acknowledged is lost."""
        raise NotImplementedError(
            "A request leaves the frontier by a lease: use jobspider.frontier.scheduler.Scheduler."
        )

    def clear(self) -> None:
        """Refused: other nodes may work in this run."""
        raise NotImplementedError("Only the finaliser of a run removes its keys; SCHEDULER_FLUSH_ON_START starts anew.")


class SeenFilter(RFPDupeFilter):  # type: ignore[misc]
    """The run's seen set."""

    def __init__(self, server: Redis, spider: Spider) -> None:
        options = options_from(spider.settings)
        super().__init__(server, "", spider.settings.getbool("DUPEFILTER_DEBUG"))
        self._options = options
        self._keys = run_keys(spider, options)
        self._identity = Identity(spider.crawler.request_fingerprinter, options.seen_bits)

    @classmethod
    def from_spider(cls, spider: Spider) -> "SeenFilter":
        """As scrapy-redis makes it."""
        return cls(Redis.from_url(options_from(spider.settings).redis_url), spider)

    def request_seen(self, request: Request) -> bool:
        """Whether the run has seen the request; remembers it."""
        host = str(request.meta.get("download_slot") or urlparse_cached(request).hostname or "")
        keys = self._keys[partition_of(host, len(self._keys))]
        bucket, rest = self._identity.of(request)
        name = f"{keys.key('seen')}:{bucket}"
        added = self.server.sadd(name, rest)
        self.server.expire(name, self._options.keep_seconds)
        return not added

    def clear(self) -> None:
        """Nothing: the finaliser of the run removes its seen set."""
