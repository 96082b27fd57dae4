"""Which run a process belongs to, and how a run ends: the same answer on every node, and one finaliser."""

import asyncio
import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy import Spider

from jobspider.errors import ConfigError
from jobspider.frontier.gateway import Gateway
from jobspider.frontier.keys import RunKeys, open_key, spider_prefix
from jobspider.frontier.options import Options
from jobspider.run import new_run_id

RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
NOT_ARGUMENTS = {"name", "run"}
LOST = "frontier_lost"
FAILED = "frontier_failed"
MOST_DIGITS = 18
"""Of a total; what is longer is no count of ours."""


def arguments_of(spider: Spider) -> dict[str, Any]:
    """What tells one crawl of a spider from another: its `arguments`, else its plain attributes when it opens.

    Names that begin with an underscore (Scrapyd's `_job`) and `run` don't count.
    """
    return {
        name: value
        for name, value in getattr(spider, "arguments", vars(spider)).items()
        if not name.startswith("_") and name not in NOT_ARGUMENTS and type(value) in {str, int, float, bool}
    }


def digest_of(arguments: dict[str, Any]) -> str:
    """A short name for a set of arguments."""
    text = json.dumps(arguments, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def outcome_of(tombstone: str) -> str:
    """How a run ended; LOST for a tombstone that none of ours has written."""
    try:
        return str(json.loads(tombstone)["outcome"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return LOST


@dataclass(frozen=True, slots=True)
class RunDoor:
    """Opens and ends one spider's runs."""

    gateway: Gateway
    options: Options
    spider: str
    digest: str

    async def enter(self, wanted: str | None) -> tuple[RunKeys, str]:
        """The run to work in, and its tombstone when it is finished already."""
        if wanted is not None and not RUN_ID.fullmatch(wanted):
            raise ConfigError(f"run={wanted!r} is no run id: up to 100 letters, digits, '.', '_' or '-'.")
        run = self._keys(wanted or await self._join_or_open(), 0)
        if self.options.flush_on_start:
            await self._flush(run)
        tombstone = await self._begin_all(run)
        if wanted is None and not tombstone and await self.is_over(run):
            # All its processes died after the last page and before the tombstone.
            await self.finish(run, "finished")
            return await self.enter(wanted)
        return run, tombstone

    async def is_over(self, run: RunKeys) -> bool:
        """Two scans of all partitions that saw nothing to do, and nothing change between them."""
        first = await self._scan(run)
        if any(left for _, left in first):
            return False
        return await self._scan(run) == first

    async def finish(self, run: RunKeys, outcome: str, *, forced: bool = False) -> dict[str, int] | None:
        """Ends the run and removes its keys; its totals for the one caller who did so, None for all others."""
        every = [self._keys(run.run, partition) for partition in range(self.options.partitions)]
        lasting = self.options.tombstone_seconds
        answers = [await self._finish(keys, outcome, forced=forced, tombstone_seconds=lasting) for keys in every]
        if int(answers[0][0]) != 1:
            return None
        totals: dict[str, int] = {}
        for _, flat in answers:
            for name, value in zip(flat[::2], flat[1::2], strict=True):
                if value.isdigit() and len(value) <= MOST_DIGITS:
                    totals[name.decode()] = totals.get(name.decode(), 0) + int(value)
        return {name: totals.get(name, 0) for name in ("pushed", "acked", "duplicates", "nacked", "dead", "lapsed")}

    async def _flush(self, run: RunKeys) -> None:
        """Forgets the run: scrapy-redis's SCHEDULER_FLUSH_ON_START."""
        for partition in range(self.options.partitions):
            await self._finish(self._keys(run.run, partition), "flushed", forced=True, tombstone_seconds=0)

    async def _begin_all(self, run: RunKeys) -> str:
        """Opens every partition; the tombstone of a run that is finished."""
        every = range(self.options.partitions)
        tombstones = [await self._begin(self._keys(run.run, partition)) for partition in every]
        return next(filter(None, tombstones), "")

    async def _join_or_open(self) -> str:
        arguments = (
            new_run_id(self.spider, datetime.now(UTC)),
            spider_prefix(0, self.spider),
            self.options.keep_seconds,
        )
        found = await self.gateway.call(0, "open", [open_key(self.spider, self.digest)], *arguments)
        return str(found.decode(errors="replace"))

    async def _begin(self, keys: RunKeys) -> str:
        options = self.options
        arguments = (secrets.token_hex(8), f"{keys.spider}/{keys.run}", options.keep_seconds, options.shape)
        tombstone, shape = await self.gateway.call(
            keys.partition, "begin", [keys.key("state"), keys.key("done")], *arguments
        )
        if shape.decode(errors="replace") != options.shape:
            found = shape[:100].decode(errors="replace")
            raise ConfigError(
                f"Run {keys.run} goes on with {found}, but this process has {options.shape}: set "
                "JOBSPIDER_PARTITIONS and FRONTIER_EXPECTED_URLS alike on all nodes, or wait for its end."
            )
        return str(tombstone.decode(errors="replace"))

    async def _scan(self, run: RunKeys) -> list[tuple[bytes, int]]:
        parts = ("state", "leases", "delayed", "done", "lists", "leased")
        every = [self._keys(run.run, partition) for partition in range(self.options.partitions)]
        answers = await asyncio.gather(
            *(self.gateway.call(keys.partition, "peek", [keys.key(part) for part in parts]) for keys in every)
        )
        seeded = answers[0][3] == b"done"
        return [(change, 0 if done else int(left) + (not seeded)) for done, change, left, _ in answers]

    async def _finish(self, keys: RunKeys, outcome: str, *, forced: bool, tombstone_seconds: int) -> Any:
        tombstone = json.dumps({"run": keys.run, "outcome": outcome, "finished": datetime.now(UTC).isoformat()})
        buckets = 0 if self.options.keep_seen and tombstone_seconds else 2**self.options.seen_bits
        arguments = (tombstone, tombstone_seconds, buckets, keys.run, "1" if forced else "0")
        every_key = [*keys.for_batch(), self._pointer(keys)]
        return await self.gateway.call(keys.partition, "finish", every_key, *arguments)

    def _pointer(self, keys: RunKeys) -> str:
        return open_key(self.spider, self.digest) if keys.partition == 0 else keys.key("no-pointer")

    def _keys(self, run: str, partition: int) -> RunKeys:
        return RunKeys(self.spider, run, partition)
