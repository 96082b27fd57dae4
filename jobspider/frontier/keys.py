"""Names of the frontier's keys in Redis, one place for all of them (their content: docs/decisions/0002-frontier.md)."""

from dataclasses import dataclass
from zlib import crc32

BATCH_KEYS = ("queue", "waiting", "lists", "delayed", "leases", "leased", "state", "nodes", "dead", "done")


def partition_of(host: str, partitions: int) -> int:
    """The partition that holds everything about a download slot: its queue and its politeness."""
    return crc32(host.encode()) % partitions


def hosts_key(partition: int) -> str:
    """The politeness of all hosts of a partition, shared by all runs and spiders."""
    return f"jobspider:{{p{partition}}}:hosts"


def open_key(spider: str, digest: str) -> str:
    """Pointer to the unfinished run of a spider with these arguments."""
    return f"jobspider:{{p0}}:{spider}:open:{digest}"


@dataclass(frozen=True, slots=True)
class RunKeys:
    """The keys of one partition of one run; all on one hash slot of a Redis Cluster."""

    spider: str
    run: str
    partition: int

    @property
    def prefix(self) -> str:
        return f"{spider_prefix(self.partition, self.spider)}{self.run}:"

    def key(self, name: str) -> str:
        """The key of one part, such as `leases`."""
        return self.prefix + name

    def for_batch(self) -> list[str]:
        """The keys that `batch.lua` and `finish.lua` name, in their order."""
        return [*map(self.key, BATCH_KEYS), hosts_key(self.partition), self.key("seen")]


def spider_prefix(partition: int, spider: str) -> str:
    """What stands before the run's id in every key of the spider's runs."""
    return f"jobspider:{{p{partition}}}:{spider}:"
