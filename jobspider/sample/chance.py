"""Chance that repeats: the same numbers give the same draws, on every machine and in every process."""

from random import Random

_STRIDE = 1 << 40


def chance(*key: int) -> Random:
    """A generator that depends on nothing but `key`, whose parts lie below 2^40 except for the first."""
    state = 0
    for part in key:
        state = state * _STRIDE + part
    return Random(state)  # noqa: S311  invented job postings, nothing secret
