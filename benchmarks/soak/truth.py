"""What the site lists on each simulated day: pure, of the seed, the posting's number and the day.

A posting appears on its first day. On each later day it may be revised, vanish, and come back, revised or not; a
quarter of those that vanish never come back.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

SITES = ("lever", "careers")
"""The spiders that read the two sites: whole postings in lists, and a sitemap that leads to job pages."""
CAREERS_SHARE = 10
"""One posting in so many is on the careers site, where each costs a page of its own."""
EMPLOYERS = 61
"""Whose postings there are, in turns: with 10 they share no divisor, so each has postings on both sites."""


class State(NamedTuple):
    """A posting on one day: whether it is listed, and how often its parts have been revised."""

    listed: bool = False
    pay: int = 0
    title: int = 0
    text: int = 0
    ended: bool = False

    def differs(self, other: "State") -> frozenset[str]:
        """The parts that are another in the other state."""
        return frozenset(part for part in ("pay", "title", "text") if getattr(self, part) != getattr(other, part))


def site_of(number: int) -> str:
    """The spider that reads the posting's site."""
    return SITES[number % CAREERS_SHARE == 0]


def state_on(seed: int, number: int, day: int) -> State:
    """The posting on that day."""
    for state in states(seed, number, day + 1):
        last = state
    return last


def states(seed: int, number: int, days: int) -> Iterator[State]:
    """The posting on each of the days, from 0."""
    state, born = State(), birthday(seed, number)
    for day in range(days):
        if day == born:
            state = State(listed=True)
        elif day > born:
            state = following(state, seed, number, day)
        yield state


def birthday(seed: int, number: int) -> int:
    """The day on which it appears first: for most of them the first of all."""
    first, second = _draws(seed, number, -1)[:2]
    return 0 if first < 0.7 else 1 + int(second * 15)


def following(state: State, seed: int, number: int, day: int) -> State:
    """The state that this day makes of the last one."""
    if state.ended:
        return state
    leaves, returns, revised, part = _draws(seed, number, day)
    if revised < (0.06 if state.listed else 0.1):
        name = ("pay", "title", "text")[int(part * 3)]
        state = state._replace(**{name: getattr(state, name) + 1})
    if state.listed:
        return state._replace(listed=leaves >= 0.06, ended=leaves < 0.015)
    return state._replace(listed=returns < 0.4)


def _draws(seed: int, number: int, day: int) -> tuple[float, float, float, float]:
    """Four numbers from 0 up to 1."""
    digest = blake2b(b"%d.%d.%d" % (seed, number, day), digest_size=8).digest()
    return tuple(int.from_bytes(digest[at : at + 2], "big") / 65536 for at in (0, 2, 4, 6))  # type: ignore[return-value]
