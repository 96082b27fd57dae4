"""Whether a spider exists and takes some arguments: better asked when they are written than when they are crawled."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from jobspider.errors import ConfigError

if TYPE_CHECKING:
    from jobspider.spider_loader import SpiderLoader

MODULES = ["spiders"]
RESERVED = frozenset({"project", "spider", "jobid", "priority", "setting", "_version", "run"})
"""Names that Scrapyd's schedule.json, or we, use ourselves, so no spider argument may have them."""


def check_spider(spider: str, arguments: Mapping[str, str]) -> None:
    """A ConfigError names the spider, or the argument that it refuses and what it knows."""
    taken = sorted(RESERVED & arguments.keys())
    if taken:
        raise ConfigError(f"The argument {taken[0]} is set by jobspider or Scrapyd itself; leave it out.")
    odd = [name for name in arguments if not name.isidentifier()]
    if odd:
        raise ConfigError(f'"{odd[0]}" is no name of a spider argument; write it as query=nurse.')
    spiders = _loader()
    if spider not in spiders.list():
        raise ConfigError(f"There is no spider {spider}; there are {', '.join(sorted(spiders.list()))}.")
    spiders.load(spider)(**arguments)


def refuse_files(arguments: Mapping[str, str]) -> None:
    """A ConfigError for an argument that names a file (`file=…`, `employers=@…`): for whoever only has a key, since
    reading it would tell them what is in any file of this machine."""
    named = [name for name, value in arguments.items() if name == "file" or value.lstrip().startswith("@")]
    if named:
        raise ConfigError(
            f"The argument {named[0]} names a file of our machines, which a key may not have read: give what is in it, "
            "or ask an operator, who may name files with `jobspider schedule` and `jobspider searches`."
        )


@cache  # an import asks for each of its rows
def _loader() -> "SpiderLoader":
    from scrapy.settings import Settings  # noqa: PLC0415  25 MB of memory, for who writes schedules

    from jobspider.spider_loader import SpiderLoader  # noqa: PLC0415  as above

    return SpiderLoader.from_settings(Settings({"SPIDER_MODULES": MODULES}))
