"""Programs that ended by themselves: none may, but for MariaDB on a full disk and for who starts without a database."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.audit.known import DATABASE, REDIS
from benchmarks.soak.audit.logs import Injected
from benchmarks.soak.program import Death

AFTER = timedelta(seconds=60)
"""So long after a fault a program may still end of it."""
START = timedelta(seconds=60)
"""A program that is younger is still starting: it then says what it lacks, and its supervisor tries again."""


def audit_deaths(deaths: Iterable[Death], injected: Sequence[Injected]) -> Iterator[Deviation]:
    """Those that no fault explains."""
    for death in deaths:
        may = _causes(death)
        if not any(each.kind in may and each.began <= death.ended <= each.ended + AFTER for each in injected):
            yield Deviation("death", death.program, f"{death.ended:%H:%M:%S}", "goes on", f"ended with {death.code}")


def _causes(death: Death) -> frozenset[str]:
    if death.program == "mariadb":
        return frozenset({"disk full"})
    return DATABASE | REDIS if death.ended - death.started < START else frozenset()
