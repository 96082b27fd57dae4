"""What this process exchanges with Redis: which batches its couriers carry, and what follows from the answers."""

import logging
import math
import random
from dataclasses import dataclass
from time import monotonic
from typing import Any

from scrapy.statscollectors import StatsCollector

from jobspider.frontier.courier import Answer, Courier
from jobspider.frontier.gateway import Gateway
from jobspider.frontier.holdings import Holdings
from jobspider.frontier.keys import RunKeys
from jobspider.frontier.lease import Lease
from jobspider.frontier.options import Options
from jobspider.frontier.outbox import Numbers
from jobspider.frontier.politeness import Politeness
from jobspider.frontier.run import LOST
from jobspider.frontier.seeding import Seeding
from jobspider.frontier.standing import Standing
from jobspider.frontier.unharmed import Unharmed
from jobspider.run import node_name

logger = logging.getLogger(__name__)

MOST_UNCONFIRMED = 20_000  # pushes that may wait for Redis before the node starts nothing new
LONGEST_SHOWN = 200  # bytes of a key's name


@dataclass
class Exchange:
    """The couriers of one process in one run, one a partition, and what they ask: courier.py's Household."""

    options: Options
    gateway: Gateway
    run: RunKeys
    stats: StatsCollector
    node_id: str
    holdings: Holdings
    standing: Standing

    def __post_init__(self) -> None:
        renew_every = self.options.lease_seconds / 3
        self._unharmed = Unharmed(self.stats)
        self._trouble_said = False
        self.numbers = Numbers()
        self.told: set[tuple[int, int]] = set()
        """Fingerprints that Redis was told of lately, and knows unless it has lost them."""
        self.couriers = [
            Courier(self, self.gateway, RunKeys(self.run.spider, self.run.run, partition), renew_every)
            for partition in range(self.options.partitions)
        ]
        self.politeness = Politeness(self.options, self.couriers, self.holdings)
        self.seeding = Seeding(self.node_id, self.couriers[0], lambda: self.numbers.latest)

    # What the node says.

    def settle(self, lease: Lease) -> None:
        """The engine has let go of a leased request: all its items are stored, all its children are in an outbox."""
        with self._unharmed:
            self._tell(lease)
        with self._unharmed:
            self.politeness.ended(lease)

    def _tell(self, lease: Lease) -> None:
        outbox = self.couriers[lease.partition].outbox
        if lease.given_back:
            outbox.give_back(lease.token)
            self.stats.inc_value("frontier/given_back")
        elif lease.failure:
            outbox.fail(lease, max(self.backoff(lease.attempts), lease.retry_after))
            self.stats.inc_value("frontier/nacked")
        else:
            outbox.acknowledge(lease.token, self.numbers.latest)
        self.couriers[lease.partition].nudge()

    def backoff(self, attempts: int) -> float:
        """Seconds until a request that failed once more is tried again: doubling, at most five minutes, spread."""
        return float(min(self.options.backoff_seconds * 2**attempts, 300) * random.uniform(0.75, 1.25))  # noqa: S311

    def nudge(self, *couriers: Courier) -> None:
        """Something changed for these couriers: they look again at when their next batch should go."""
        with self._unharmed:
            for courier in couriers:
                courier.nudge()

    def give_back(self, *hosts: str) -> None:
        """Hands back every lease that nobody has started: of these hosts, or of all when none is named."""
        for lease in self.holdings.take_back(hosts):
            lease.given_back = True
            self.settle(lease)

    @property
    def idle(self) -> bool:
        """Nothing held and nothing untold."""
        return not self.holdings and not any(courier.outbox.size or courier.asked for courier in self.couriers)

    # What couriers ask.

    def wants(self, courier: Courier) -> tuple[int, bool]:
        """How many leases the node would take from this partition, 0 while it has enough; and whether it is idle."""
        seed = int(self.seeding.wanted and courier.keys.partition == 0)
        hungry = not self.holdings.at_hand
        standing = self.standing
        if standing.paused or standing.closing or standing.over or standing.lost:
            return 0, hungry
        if sum(len(each.outbox.pushes) for each in self.couriers) > MOST_UNCONFIRMED:
            return 0, False
        reserved = sum(each.asked + each.unsettled for each in self.couriers) + self._blocked()
        free = self.options.capacity - len(self.holdings) - reserved
        if courier.barren and len(self.couriers) > 1:
            free = min(free, max(1, self.options.capacity // len(self.couriers)))
        step = min(self.options.capacity // 4, 64)
        return (max(free, 0) if hungry or free >= step else 0) or seed, hungry

    def compose(self, courier: Courier) -> dict[str, Any]:
        """The partition's next batch, as `batch.lua` takes it, without its number."""
        wanted, _ = self.wants(courier)
        partition = courier.keys.partition
        changed, courier.outbox.flights = courier.outbox.flights, set()
        owed = self.holdings.owed(partition)
        batch: dict[str, Any] = {
            "node": self.node_id,
            "name": node_name(),
            "want": wanted,
            **self.options.terms(),
            **courier.outbox.take(self._oldest_push_beside(courier)),
        }
        if "answers" in batch:
            batch["circuit"] = self.options.circuit
        if self.seeding.wanted and partition == 0:
            batch["seed"] = 1
        if monotonic() >= courier.renew_at:
            batch["renews"] = self.renewals(partition)
            changed = changed | set(owed)
        if changed:
            batch["flights"] = {host: owed.get(host, 0) for host in changed}
        return batch

    def receive(self, courier: Courier, batch: dict[str, Any], sent: float, answer: Answer) -> None:
        """Takes in what Redis has answered to a batch that was `sent` then."""
        deadline = sent + self.options.lease_seconds
        if "renews" in batch:
            self.holdings.extend(courier.keys.partition, deadline)
        prefix = f"{self.node_id}.{batch['number']}."
        found = answer.leases
        for index in range(0, len(found), 4):
            token, host = f"{prefix}{found[index]}", found[index + 1].decode(errors="replace")
            lease = Lease(token, host, courier.keys.partition, int(found[index + 2]), found[index + 3], deadline, sent)
            self.holdings.add(lease)
        if answer.late:
            self.stats.inc_value("frontier/late_acknowledgements", answer.late)
        if answer.duplicates:
            self.stats.inc_value("dupefilter/filtered", answer.duplicates)
        self.stats.inc_value("frontier/round_trips")
        if courier.keys.partition == 0:
            self.seeding.heard(answer.seed)
        if self.standing.closing or self.standing.paused:
            self.give_back()
        if answer.paused:
            self.give_back(*(host.decode(errors="replace") for host in answer.paused))
        self._hear_of_failures(answer)
        if found:
            self.standing.wake()
        courier.empty = answer.pending + answer.leased + answer.delayed == 0
        if self.idle and all(each.empty for each in self.couriers):
            self.standing.maybe_over.set()

    def renewals(self, partition: int) -> list[str]:
        """Tokens of all that is held, of acknowledgements that wait, and of the seed."""
        tokens = [lease.token for lease in self.holdings.of(partition)]
        tokens += [token for _, token in self.couriers[partition].outbox.acks]
        return [*tokens, self.seeding.token] if partition == 0 and self.seeding.token else tokens

    def trouble(self, error: Exception) -> None:
        """Redis does not answer; said once until it does."""
        self.stats.inc_value("frontier/redis_errors")
        if not self._trouble_said:
            logger.warning("Redis does not answer (%s). Nothing is lost; the frontier goes on when it is back.", error)
        self._trouble_said = True

    def recovered(self, seconds: float) -> None:
        """Redis answers again."""
        self._trouble_said = False
        self.told.clear()  # the server may have lost its latest moments
        self.stats.inc_value("frontier/redis_recoveries")
        logger.info("Redis answers again after %.1f seconds.", seconds)

    def found_strange(self, keys: list[bytes]) -> None:
        """Says which keys held what nobody of ours has written."""
        for key in keys:
            self.stats.inc_value("frontier/strange_keys")
            logger.error(
                "Redis held at %r what no jobspider writes. It is removed or set right from what else is there; who "
                "writes to this Redis?",
                key[:LONGEST_SHOWN],
            )

    def run_is_done(self, tombstone: str) -> None:
        """The run has ended: nobody wants what this process holds."""
        self.standing.tombstone, self.standing.over = tombstone, True
        if self.standing.outcome == LOST:
            logger.error("What Redis says of the end of run %s is not ours; this process ends.", self.run.run)
        self.holdings.take_back(())
        self.seeding.heard("done")
        self.standing.wake()

    def run_is_lost(self) -> None:
        """The run's keys are gone."""
        self.standing.lost = True
        self.standing.wake()

    def _hear_of_failures(self, answer: Answer) -> None:
        self.politeness.failing.update(host.decode(errors="replace") for host in answer.failing)
        for name, failures, pause in answer.opened:
            self.stats.inc_value("circuit/pauses")
            logger.warning(
                "%s does not answer (%d failures in a row): no node sends there for %.0f s, then one request tries it",
                name.decode(errors="replace"),
                failures,
                pause / 1000,
            )
        for host in {host.decode(errors="replace") for host in answer.down} - self.standing.down:
            self.standing.down.add(host)
            self.stats.inc_value("circuit/hosts_down")
            logger.error("%s is given up: it failed after every pause, so this run's requests to it fail", host)

    def _oldest_push_beside(self, courier: Courier) -> float:
        return min((each.outbox.oldest_push for each in self.couriers if each is not courier), default=math.inf)

    def _blocked(self) -> int:
        if len(self.couriers) == 1:
            return 0
        return sum(each.outbox.blocked(self._oldest_push_beside(each)) for each in self.couriers)
