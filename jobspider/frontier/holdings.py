"""What this node holds: leases at hand, leases under way, and how many downloads it has at each host."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from heapq import heapify, heappop, heappush
from itertools import chain, count

from scrapy import Request

from jobspider.frontier.lease import Lease

Entry = tuple[int, int, Lease]  # negative priority, arrival


class Holdings:
    """The node's leases; never more than its capacity, whoever counts."""

    def __init__(self) -> None:
        self.under_way: dict[Request, Lease] = {}
        self._at_hand: list[Entry] = []
        self._parked: defaultdict[str, list[Entry]] = defaultdict(list)  # at hand, but their host is busy
        self._order = count()
        self._owed: Counter[tuple[int, str]] = Counter()  # leased and not downloaded, by partition and host
        self._started: Counter[str] = Counter()  # of these, given to Scrapy

    def __len__(self) -> int:
        return len(self.under_way) + len(self._at_hand) + sum(map(len, self._parked.values()))

    @property
    def at_hand(self) -> int:
        """Leases that could be started now."""
        return len(self._at_hand)

    def add(self, lease: Lease) -> None:
        """A new lease, already counted by Redis as in flight."""
        heappush(self._at_hand, (-lease.priority, next(self._order), lease))
        self._owed[lease.partition, lease.host] += 1

    def pop(self) -> Lease | None:
        """The next lease to start, by priority, then by arrival."""
        return heappop(self._at_hand)[2] if self._at_hand else None

    def is_busy(self, host: str, limit: int) -> bool:
        """The host has all the downloads of this node that it may have."""
        return self._started[host] >= limit

    def park(self, lease: Lease) -> None:
        """Keeps the lease until a download of its host has ended.

        Scrapy's downloader cannot be trusted with that: in 2.19 with asyncio a burst goes past a slot's concurrency.
        """
        heappush(self._parked[lease.host], (-lease.priority, next(self._order), lease))

    def start(self, request: Request, lease: Lease) -> None:
        """The engine gets the request."""
        self.under_way[request] = lease
        lease.started = True
        self._started[lease.host] += 1

    def downloaded(self, lease: Lease) -> None:
        """Notes the end of a lease's download."""
        lease.downloading = False
        self._owed[lease.partition, lease.host] -= 1
        if lease.started:
            self._started[lease.host] -= 1
            if not self._started[lease.host]:
                del self._started[lease.host]
        if parked := self._parked.get(lease.host):
            heappush(self._at_hand, heappop(parked))
            if not parked:
                del self._parked[lease.host]

    def take_back(self, hosts: Collection[str]) -> list[Lease]:
        """Takes the leases that nobody has started, of these hosts or of all when none is named; first come first."""
        every = sorted(chain(self._at_hand, *self._parked.values()))
        taken = [entry[2] for entry in every if not hosts or entry[2].host in hosts]
        self._at_hand = [entry for entry in every if hosts and entry[2].host not in hosts]
        self._parked.clear()
        heapify(self._at_hand)
        return taken

    def owed(self, partition: int) -> dict[str, int]:
        """Host → downloads that are leased and have not ended; forgets hosts without any."""
        self._owed = +self._owed
        return {host: owed for (number, host), owed in self._owed.items() if number == partition}

    def of(self, partition: int) -> Iterator[Lease]:
        """All leases of a partition."""
        waiting = (entry[2] for entry in chain(self._at_hand, *self._parked.values()))
        return (lease for lease in chain(self.under_way.values(), waiting) if lease.partition == partition)

    def extend(self, partition: int, deadline: float) -> None:
        """Redis has renewed the partition's leases."""
        for lease in self.of(partition):
            lease.deadline = deadline
