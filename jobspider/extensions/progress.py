"""The progress line: pages, postings, rate, and how it goes: in place on a terminal, elsewhere a line now and then."""

import sys
from time import monotonic
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from jobspider.run import counted

TERMINAL_SECONDS = 0.5


class Progress:
    """Writes to standard error; settings: PROGRESS_ENABLED, and PROGRESS_SECONDS where that is no terminal."""

    def __init__(self, crawler: Crawler) -> None:
        self.stats = crawler.stats
        self.seconds = crawler.settings.getfloat("PROGRESS_SECONDS", 10.0)
        self.terminal = sys.stderr.isatty()
        self.started = monotonic()
        self.loop: AsyncioLoopingCall | LoopingCall = create_looping_call(self.show)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Off with PROGRESS_ENABLED = False, as in commands whose output is data."""
        if not crawler.settings.getbool("PROGRESS_ENABLED", True):
            raise NotConfigured("PROGRESS_ENABLED is off")
        extension = cls(crawler)
        crawler.signals.connect(extension.start, signals.spider_opened)
        crawler.signals.connect(extension.stop, signals.spider_closed)
        return extension

    def start(self) -> None:
        """Begins to show."""
        self.started = monotonic()
        self.loop.start(TERMINAL_SECONDS if self.terminal else self.seconds, now=False)

    def stop(self) -> None:
        """Shows the end; how the run ended, others may decide, too, and `scrapy crawl` says."""
        if not self.loop.running:  # the run was refused before it began
            return
        self.loop.stop()
        self.show("ended")
        sys.stderr.write("\n" if self.terminal else "")

    def show(self, state: str = "crawling") -> None:
        """The line as it is now."""
        line = self.line(state)
        sys.stderr.write(f"\r\x1b[K{line}" if self.terminal else f"{line}\n")
        sys.stderr.flush()

    def line(self, state: str) -> str:
        """Pages, postings, rates, state."""
        seconds = max(monotonic() - self.started, 0.001)
        pages = self.stats.get_value("pages/count", 0)
        postings = self.stats.get_value("postings/stored", 0)
        new = self.stats.get_value("postings/new", 0)
        return (
            f"{counted(pages, 'pages')} ({pages / seconds:.1f}/s) · "
            f"{counted(postings, 'postings')}, {new} new ({postings / seconds:.1f}/s) · {seconds:.0f} s · {state}"
        )
