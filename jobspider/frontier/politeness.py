"""What Redis has to know about hosts: downloads that begin and end, pauses, and delays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from jobspider.frontier.courier import Courier
from jobspider.frontier.holdings import Holdings
from jobspider.frontier.keys import partition_of
from jobspider.frontier.lease import Lease
from jobspider.frontier.options import Options, Policy


@dataclass(frozen=True, slots=True)
class Politeness:
    """Tells the couriers; the rules themselves are in `batch.lua`, where all nodes meet."""

    options: Options
    couriers: Sequence[Courier]
    holdings: Holdings
    slowed: set[str] = field(default_factory=set)
    """Hosts whose robots.txt asks for a longer delay than the settings."""
    failing: set[str] = field(default_factory=set)
    """Hosts that failed somebody lately, whose successes Redis has to hear of, too."""

    def policy(self, host: str) -> Policy:
        """How the host may be fetched, by Scrapy's settings."""
        return self.options.policies.get(host, self.options.policy)

    def is_delayed(self, host: str) -> bool:
        """Whether the host is asked for one request at a time, each with a delay after the other."""
        return self.policy(host).delay_ms > 0 or self.options.autothrottle or host in self.slowed

    def started(self, lease: Lease, held_back: float) -> None:
        """The request leaves for its host in `held_back` seconds; the next delay counts from then."""
        if not self.is_delayed(lease.host):
            return
        courier = self.couriers[lease.partition]
        courier.outbox.starts[lease.host] = monotonic() + held_back
        courier.outbox.touch(urgent=self.policy(lease.host).limit > 1)
        courier.nudge()

    def ended(self, lease: Lease) -> None:
        """The host is free of this request."""
        if not lease.downloading:
            return
        courier = self.couriers[lease.partition]
        self.holdings.downloaded(lease)
        courier.outbox.flights.add(lease.host)
        delayed = self.is_delayed(lease.host)
        if delayed:
            courier.outbox.ends[lease.host] = monotonic()
        courier.outbox.touch(urgent=delayed)
        courier.nudge()

    def throttle(self, host: str, seconds: float) -> None:
        """What AutoThrottle thinks is the right delay, for all nodes."""
        self._courier(host).outbox.throttles[host] = int(seconds * 1000)

    def pause(self, host: str, seconds: float) -> Courier:
        """Nobody fetches from the host for so long, in any run."""
        courier = self._courier(host)
        courier.outbox.pauses[host] = max(int(seconds * 1000), courier.outbox.pauses.get(host, 0))
        courier.outbox.touch(urgent=True)
        return courier

    def answered(self, lease: Lease, *, failed: bool) -> None:
        """The host answered, or failed; `batch.lua` pauses it after too many failures in a row."""
        if not failed and lease.host not in self.failing:
            return
        courier = self.couriers[lease.partition]
        latest = courier.outbox.answers.setdefault(lease.host, [0, 0])
        if failed:
            latest[1] += 1
            self.failing.add(lease.host)
        else:
            courier.outbox.answers[lease.host] = [1, 0]
            self.failing.discard(lease.host)
        courier.outbox.touch(urgent=True)
        courier.nudge()

    def _courier(self, host: str) -> Courier:
        return self.couriers[partition_of(host, len(self.couriers))]
