"""Which list named a posting, in which run: what absence from that list can later prove.

A scope is one list that can be read to its end: a search with its words and place, an employer's postings, a site's
pages. A posting that several scopes list is open as long as one of them lists it.
"""

from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlencode

LONGEST = 255
"""Characters of a scope's name, in the database."""

LISTED_IN = "listed_in"
"""Key of a raw posting under which a crawl says which list named it."""

PART = "scope"
"""Key in a request's meta: which of several lists of one crawl it belongs to. Links of a page inherit it."""

JOB_PAGE = "job_page"
"""Key in a request's meta: it is for one posting's own page; its value names the cb_kwargs entry with the posting as
its list has it, or is empty where the list has none."""

CHANGED_PAGE = "changed_page"
"""Key in a request's meta: it is for one posting's own page, which is asked for since its list says that it changed."""

COMPANY_PAGE = "company_page"
"""Key of a raw posting: the address of its employer's page on the site. Key in a request's meta: it is for that page,
which no list needs; its value is the employer's name."""

list_ended = object()
"""Signal, sent with `part`: a list was read to its end."""

list_troubled = object()
"""Signal, sent with `part`: something of a list could not be read, so absence from it proves nothing in this run."""

posting_gone = object()
"""Signal, sent with `key` (the site's own, or None) and `url`: a posting's own page answered 404 or 410."""


class Listing(NamedTuple):
    """The scope that named a posting, and the run in which it did."""

    scope: str
    run: str


def scope_name(arguments: dict[str, str], part: str = "") -> str:
    """A scope's name, from the arguments that decide what is listed, and the part of them that this list is.

    One that is too long ends in a hash, so that equal names remain equal scopes.
    """
    name = urlencode(sorted(arguments.items())) + (f"#{part}" if part else "")
    if len(name) <= LONGEST:
        return name
    digest = blake2b(name.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{name[: LONGEST - 33]}#{digest}"


def run_mark(run: str) -> int:
    """The run's id as a number of 63 bits, which a million rows carry at little cost."""
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big") >> 1
