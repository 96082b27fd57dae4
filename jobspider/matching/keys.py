"""Blocking keys: two postings that can be one job have a key in common, so that only few are compared."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from jobspider.matching.facts import Facts
from jobspider.matching.text import Text, bands

SLOTS = 14
"""Keys that a posting has at most."""


def blocking_keys(facts: Facts, text: Text) -> list[int]:
    """The keys as signed 64-bit numbers, each once: addresses, requisitions, company with title, bands of the text."""
    return list(dict.fromkeys(_number(key) for key in _keys(facts, text)))[:SLOTS]


def _keys(facts: Facts, text: Text) -> Iterator[str]:
    yield from (f"address|{address}" for address in sorted(facts.addresses))
    if facts.company:
        title = " ".join(facts.title)
        # A hospital has hundreds of nurses: with the place, the right ones are among the few that are looked at.
        yield from (f"place|{facts.company}|{title}|{where}" for where in _places(facts))
        yield f"title|{facts.company}|{title}"
        yield from (f"requisition|{facts.company}|{number}" for number in sorted(text.requisitions)[:2])
    yield from (f"band|{band}" for band in bands(text))


def _places(facts: Facts) -> Iterable[str]:
    town = " ".join(sorted(facts.place.locality))
    return filter(None, (facts.place.district, town))


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
