"""Which spider reads a page, and with which arguments."""

import argparse
from argparse import ArgumentParser
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.spiderloader import SpiderLoaderProtocol
from scrapy.utils.conf import arglist_to_dict

from jobspider.boards.best import AnyPage
from jobspider.boards.board import Board
from jobspider.boards.json_api import JsonApiBoard
from jobspider.errors import ConfigError


def spider_class(loader: SpiderLoaderProtocol, name: str | None, page: str) -> type[Spider]:
    """The spider that was named, else the one of the page's host, else one for JSON-LD; raises ConfigError."""
    if name:
        if name not in loader.list():
            raise ConfigError(f"there is no spider {name}: there are {', '.join(sorted(loader.list()))}")
        return loader.load(name)
    host = urlsplit(page).hostname
    known = [loader.load(known) for known in sorted(loader.list())]
    return next((found for found in known if host and host in hosts(found)), AnyPage)


def own_readers(loader: SpiderLoaderProtocol) -> dict[str, Board]:
    """Spiders of APIs whose rows their own file maps, so that no board knows them; by name."""
    classes = {name: loader.load(name) for name in sorted(loader.list())}
    return {
        name: found() for name, found in classes.items() if issubclass(found, JsonApiBoard) and "row" in vars(found)
    }


def hosts(spider: type[Spider]) -> set[str]:
    """Hosts that a spider's class names."""
    urls = [*(getattr(spider, "start_urls", None) or []), getattr(spider, "base_url", None) or ""]
    return {urlsplit(url).hostname or "" for url in urls} | set(getattr(spider, "allowed_domains", None) or [])


def add_arguments_option(parser: ArgumentParser) -> None:
    """-a, as in `scrapy crawl`."""
    parser.add_argument("-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="spider argument")


def arguments(opts: argparse.Namespace) -> dict[str, str]:
    """The spider's arguments; raises ConfigError for one that is not NAME=VALUE."""
    try:
        return dict(arglist_to_dict(opts.spargs))
    except ValueError as error:
        raise ConfigError("an argument is written -a NAME=VALUE") from error
