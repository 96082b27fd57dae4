"""What this node holds: leases at hand, leases under way, and how many downloads each host owes it."""

from collections import Counter
from heapq import heappop, heappush
from itertools import count

from scrapy import Request

from jobspider.frontier.lease import Lease


class Holdings:
    """The node's leases; never more than its capacity, whoever counts."""

    def __init__(self) -> None:
        self.under_way: dict[Request, Lease] = {}
        self._at_hand: list[tuple[int, int, Lease]] = []
        self._order = count()
        self._downloads: Counter[tuple[int, str]] = Counter()

    def __len__(self) -> int:
        return len(self.under_way) + len(self._at_hand)

    @property
    def at_hand(self) -> int:
        """Leases that nobody has started yet."""
        return len(self._at_hand)

    def add(self, lease: Lease) -> None:
        """A new lease, already counted by Redis as in flight."""
        heappush(self._at_hand, (-lease.priority, next(self._order), lease))
        self._downloads[lease.partition, lease.host] += 1

    def pop(self) -> Lease | None:
        """The next lease to start, by priority, then by arrival."""
        return heappop(self._at_hand)[2] if self._at_hand else None

    def empty(self) -> list[Lease]:
        """Takes all leases that nobody has started, first come first."""
        leases = [entry[2] for entry in sorted(self._at_hand)]
        self._at_hand.clear()
        return leases

    def downloaded(self, lease: Lease) -> int:
        """Notes the end of a lease's download; returns how many its host still owes."""
        if lease.downloading:
            lease.downloading = False
            self._downloads[lease.partition, lease.host] -= 1
        return self._downloads[lease.partition, lease.host]

    def downloads(self, partition: int) -> dict[str, int]:
        """Host → downloads that are owed; forgets hosts that owe none."""
        self._downloads = +self._downloads
        return {host: owed for (number, host), owed in self._downloads.items() if number == partition}

    def tokens(self, partition: int) -> list[str]:
        """The tokens to renew."""
        leases = [*self.under_way.values(), *(entry[2] for entry in self._at_hand)]
        return [lease.token for lease in leases if lease.partition == partition]

    def extend(self, partition: int, deadline: float) -> None:
        """Redis has renewed the partition's leases."""
        for lease in [*self.under_way.values(), *(entry[2] for entry in self._at_hand)]:
            if lease.partition == partition:
                lease.deadline = deadline
