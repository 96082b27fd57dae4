"""`jobspider sources`: the spiders, what their sources allow, and what they ask for in return."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from rich.table import Table
from scrapy import Spider
from scrapy.utils.project import get_project_settings

from jobspider.cli.shared.console import console
from jobspider.policy import SOURCES, Source, Standing, source_of_spider
from jobspider.spider_loader import SpiderLoader

COLUMNS = ("spider", "standing", "attribution", "terms")
NARROW = 180
"""Columns below which addresses would be cut."""
WIDE = 240
"""Columns where the output is no terminal, so that a file or a pipe gets whole lines."""


@dataclass(frozen=True)
class SpiderSource:
    """A spider and where it stands with its source."""

    spider: str
    source: Source
    attribution: str
    """What whoever shows the postings must say or do; empty where nothing is asked for."""
    terms_url: str


def spider_sources() -> Iterator[SpiderSource]:
    """All spiders of the project, by name."""
    loader = SpiderLoader.from_settings(get_project_settings())
    for name in sorted(loader.list()):
        spider = loader.load(name)
        source = source_of_spider(name, _hosts(spider))
        terms = getattr(spider, "terms_url", "") or source.terms
        yield SpiderSource(name, source, getattr(spider, "attribution", ""), terms)


def sources() -> None:
    """List the spiders, what their sources allow, and what they ask for in return."""
    screen = console(WIDE)
    screen.print(sources_table(screen.width))
    refused = ", ".join(source.site for source in SOURCES if source.standing is Standing.REFUSED)
    screen.print(f"Never asked: {refused}. docs/policy.md says why.", soft_wrap=True)


def sources_table(width: int) -> Table:
    """All of them; where columns are few, the terms stand below what is asked for, so that no address is cut."""
    narrow = width < NARROW
    table = Table(show_lines=narrow)
    for name in COLUMNS[:-1] if narrow else COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=name == "spider")
    for each in spider_sources():
        asks = [each.attribution, each.terms_url]
        table.add_row(each.spider, standing_of(each.source), *(["\n".join(filter(None, asks))] if narrow else asks))
    return table


def standing_of(source: Source) -> str:
    """The standing in words."""
    return f"{source.standing}, with your key" if source.keyed else str(source.standing)


def _hosts(spider: type[Spider]) -> list[str]:
    urls = [getattr(spider, "api_url", ""), *(getattr(spider, "start_urls", None) or ())]
    return [host for url in urls if (host := urlsplit(str(url)).hostname)]
