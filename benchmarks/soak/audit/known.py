"""The errors that faults bring with them, each with the faults that it may follow."""

import re
from typing import NamedTuple

DATABASE = frozenset({"mariadb killed", "mariadb restarted", "mariadb paused", "mariadb blocked", "disk full"})
REDIS = frozenset({"redis killed", "redis restarted", "redis paused", "redis blocked"})


class Known(NamedTuple):
    """A kind of error, in the logs of some programs (all, where nothing is said)."""

    name: str
    pattern: re.Pattern[str]
    faults: frozenset[str]
    programs: re.Pattern[str] = re.compile("")


def _known(name: str, pattern: str, faults: frozenset[str], programs: str = "") -> Known:
    return Known(name, re.compile(pattern), faults, re.compile(programs))


LOST = r"Can't connect to MySQL|Lost connection to MySQL|cannot be used now|table '\S+' is full|server has gone away"
CLOSED = (
    r"Connection (?:refused|closed|reset)|Timeout (?:reading|connecting)|LOADING|loading the dataset|closed by server"
)
UNBEGUN = r"The run cannot begin|CoreStats\.spider_closed|corestats\.py.* … AssertionError|Unclosed client session"
UNSTARTED = (
    r"mariadbd got signal (?:6|11) |Unable to create the shared innodb_temporary|InnoDB: Plugin initialization aborted"
    r"|'InnoDB' (?:init function|registration)|storage engine: InnoDB|\[ERROR\] Aborting"
)

KNOWN: tuple[Known, ...] = (
    _known("the database was away", LOST, DATABASE),
    _known("Redis was away", CLOSED, REDIS),
    _known("a page was no JSON", r"did not answer with JSON", frozenset({"site malformed"}), "crawl"),
    _known("a job page was no JSON-LD", r"is not valid JSON-LD", frozenset({"site malformed"}), "crawl"),
    _known("a crawl that began without a database", UNBEGUN, DATABASE, "crawl"),
    _known("a lost connection was put back", r"Exception (?:during reset|terminating connection)", DATABASE),
    _known("its traceback", r"/socket\.py\", line \d+, in \w+ … Connection(?:Reset|Aborted)Error", DATABASE),
    _known("no sitemap", r"is no sitemap", frozenset({"site malformed"}), "crawl"),
    _known("the guard against mass closing", r"closes none of \d+ postings", frozenset({"site empty"}), "crawl"),
    _known(
        "no byte for MariaDB",
        r"with error 28|[Nn]o space left|disk is full|is full|Errcode: 28|[Oo]ut of disk space",
        frozenset({"disk full"}),
        "mariadb",
    ),
    # MariaDB 10.11 aborts where not even what a rollback writes finds room; started where its pid file finds none, it
    # falls over its own clearing up.
    _known("a MariaDB that could not start", UNSTARTED, frozenset({"disk full"}), "mariadb"),
    _known("a challenge", r"with a challenge page", frozenset({"site challenge"}), "crawl"),
)
