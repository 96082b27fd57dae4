"""What can be tuned about the frontier: jobspider's variables, Scrapy's own settings, and scrapy-redis's names."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobspider.config import config
from jobspider.errors import ConfigError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings  # 25 MB of memory that a server, which only reads reports, does without

DAY = 86_400
SLOWEST = 3600.0
"""Seconds: AutoThrottle slows no host down further, as `batch.lua` has it; DOWNLOAD_DELAY may."""
UNLIMITED = 1_000_000  # CONCURRENT_REQUESTS or CONCURRENT_REQUESTS_PER_DOMAIN = 0 means no limit


@dataclass(frozen=True, slots=True)
class Policy:
    """How one host may be fetched, by all nodes together; the random part only lengthens a delay."""

    delay_ms: int
    limit: int
    jitter: float
    first_delay_ms: int
    """Delay of a host that AutoThrottle knows nothing about yet."""

    def terms(self) -> tuple[int, int, float, int]:
        """As `batch.lua` takes it: the third is the factor of this batch's random part."""
        return self.delay_ms, self.limit, 1 + self.jitter * random.random(), self.first_delay_ms  # noqa: S311


@dataclass(frozen=True, slots=True)
class Options:
    """The frontier's options of one crawl; durations in seconds where the name says nothing else."""

    redis_url: str
    redis_params: Mapping[str, Any]
    lease_seconds: float
    partitions: int
    concurrency: int
    prefetch: int
    policy: Policy
    policies: Mapping[str, Policy]
    autothrottle: bool
    circuit: tuple[int, int, int]
    """Failures in a row that pause a host (0: none do), the first pause in ms, pauses until it is given up."""
    attempts: int
    lapses: int
    backoff_seconds: float
    retry_statuses: frozenset[int]
    max_request_bytes: int
    seen_bits: int
    replicas: int
    keep_seen: bool
    flush_on_start: bool
    idle_before_close: float
    tells_spare: bool = False
    """Whether the process says what more could be done, for whoever starts more of them."""
    leave_after_seconds: float = 0
    """How long the other processes could do without this one until it leaves; 0: it stays to the run's end."""
    keep_seconds: int = 30 * DAY
    tombstone_seconds: int = 7 * DAY

    @property
    def lease_ms(self) -> int:
        return int(self.lease_seconds * 1000)

    @property
    def shape(self) -> str:
        """What must be the same on all nodes of a run."""
        return f"partitions={self.partitions}, seen buckets={2**self.seen_bits}"

    def terms(self) -> dict[str, Any]:
        """What every batch says of the rules that hold."""
        rules = {
            "lease": self.lease_ms,
            "attempts": self.attempts,
            "lapses": self.lapses,
            "keep": self.keep_seconds,
            "policy": self.policy.terms(),
        }
        own = {host: policy.terms() for host, policy in self.policies.items()}
        return {**rules, "policies": own} if own else rules

    @property
    def capacity(self) -> int:
        """Leases that one node holds at most: what it works on and what it has at hand for afterwards."""
        return self.concurrency + self.prefetch


def redis_url(settings: "BaseSettings") -> str | None:
    """JOBSPIDER_REDIS_URL, else scrapy-redis's REDIS_URL or REDIS_HOST, REDIS_PORT and REDIS_DB; None without any."""
    secret = config().redis_url
    given: str | None = settings.get("REDIS_URL") or (secret.get_secret_value() if secret else None)
    if given or not settings.get("REDIS_HOST"):
        return given
    return f"redis://{settings['REDIS_HOST']}:{settings.getint('REDIS_PORT', 6379)}/{settings.getint('REDIS_DB', 0)}"


def options_from(settings: "BaseSettings") -> Options:
    """Reads the options of a crawl; ConfigError when there is no Redis to share."""
    url = redis_url(settings)
    if not url:
        raise ConfigError("The shared frontier needs a Redis: set JOBSPIDER_REDIS_URL, or use Scrapy's own SCHEDULER.")
    concurrency = settings.getint("CONCURRENT_REQUESTS") or UNLIMITED
    return Options(
        redis_url=url,
        redis_params=_connection_params(settings),
        lease_seconds=settings.getfloat("FRONTIER_LEASE_SECONDS", config().lease_seconds),
        partitions=settings.getint("FRONTIER_PARTITIONS", config().partitions),
        concurrency=min(concurrency, 1000),
        prefetch=settings.getint("FRONTIER_PREFETCH", min(concurrency, 1000)),
        policy=_policy({}, settings),
        policies={host: _policy(slot, settings) for host, slot in settings.getdict("DOWNLOAD_SLOTS").items()},
        autothrottle=settings.getbool("AUTOTHROTTLE_ENABLED"),
        circuit=(
            settings.getint("CIRCUIT_FAILURES", 5),
            int(settings.getfloat("CIRCUIT_PAUSE_SECONDS", 30) * 1000),
            settings.getint("CIRCUIT_ROUNDS", 4),
        ),
        attempts=settings.getint("FRONTIER_MAX_ATTEMPTS", 5),
        lapses=settings.getint("FRONTIER_MAX_LAPSES", 20),
        backoff_seconds=settings.getfloat("FRONTIER_BACKOFF_SECONDS", 1.0),
        retry_statuses=frozenset(int(status) for status in settings.getlist("RETRY_HTTP_CODES")),
        max_request_bytes=settings.getint("FRONTIER_MAX_REQUEST_BYTES", 1_000_000),
        seen_bits=seen_bits(settings.getint("FRONTIER_EXPECTED_URLS", 1_000_000)),
        replicas=settings.getint("FRONTIER_WAIT_REPLICAS", 0),
        keep_seen=settings.getbool("SCHEDULER_PERSIST"),
        flush_on_start=settings.getbool("SCHEDULER_FLUSH_ON_START"),
        idle_before_close=settings.getfloat("SCHEDULER_IDLE_BEFORE_CLOSE", 0),
        tells_spare=settings.getbool("FRONTIER_TELLS_SPARE", config().processes_max > 1),
        leave_after_seconds=settings.getfloat("FRONTIER_LEAVE_AFTER_SECONDS", 0),
    )


def seen_bits(expected_urls: int) -> int:
    """Bits of a fingerprint that choose its bucket: about 244 of the expected URLs in each.

    At least 12, because Lua's numbers hold the remaining 52 bits exactly; above 512 members (set-max-intset-entries)
    Redis would turn a bucket into a hash table of five times the size.
    """
    return min(max(12, (expected_urls // 250).bit_length()), 24)


def _policy(slot: Mapping[str, Any], settings: "BaseSettings") -> Policy:
    per_host = settings.getint("CONCURRENT_REQUESTS_PER_IP") or settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
    jitter = settings.getfloat("DOWNLOAD_DELAY_JITTER", 0.5) if settings.getbool("RANDOMIZE_DOWNLOAD_DELAY") else 0.0
    throttled = settings.getbool("AUTOTHROTTLE_ENABLED")
    return Policy(
        first_delay_ms=int(min(settings.getfloat("AUTOTHROTTLE_START_DELAY"), SLOWEST) * 1000) if throttled else 0,
        delay_ms=int(float(slot.get("delay", settings.getfloat("DOWNLOAD_DELAY"))) * 1000),
        limit=int(slot.get("concurrency", per_host)) or UNLIMITED,
        jitter=float(slot.get("jitter", 0.5 * bool(slot["randomize_delay"]) if "randomize_delay" in slot else jitter)),
    )


def _connection_params(settings: "BaseSettings") -> dict[str, Any]:
    """REDIS_PARAMS without what the URL or the frontier decides."""
    decided = {"url", "host", "port", "db", "redis_cls", "encoding", "decode_responses", "retry_on_timeout"}
    return {name: value for name, value in settings.getdict("REDIS_PARAMS").items() if name not in decided}
