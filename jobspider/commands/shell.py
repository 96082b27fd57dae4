"""`scrapy shell`: Scrapy's own, on one page and by itself."""

import argparse

from scrapy.commands import shell

from jobspider.commands import _fetch


class Command(shell.Command):
    """As polite as every crawl; but nothing is stored, no frontier is shared, and no run is recorded."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """What the shell is left without."""
        super().process_options(args, opts)
        assert self.settings is not None
        self.settings.setdict(_fetch.ALONE, priority="cmdline")
        self.settings.set("DUPEFILTER_CLASS", self.default_settings["DUPEFILTER_CLASS"], priority="cmdline")
