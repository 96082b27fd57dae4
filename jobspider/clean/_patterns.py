"""Helpers to build regular expressions from tables of words."""

from collections.abc import Mapping


def named(words: Mapping[str, str]) -> str:
    """Alternatives that say by their group's name which row of the table they are."""
    return "|".join(f"(?P<{name}>{alternatives})" for name, alternatives in words.items())
