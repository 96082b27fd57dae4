"""An error in the frontier's own bookkeeping must neither lose a request nor keep one for ever."""

import logging
from dataclasses import dataclass
from types import TracebackType

from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Unharmed:
    """`with` it: logs and counts whatever error comes. What could not be told lapses with its lease and is done again.

    A class, because a generator costs ten times as much and this is on the way of every request.
    """

    stats: StatsCollector

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        logger.error("An error inside the frontier; the crawl goes on.", exc_info=error)
        self.stats.inc_value("frontier/errors")
        return True
