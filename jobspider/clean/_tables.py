"""Reads the word lists that lie beside the cleaners."""

from importlib import resources


def table(name: str) -> list[str]:
    """The lines of a TSV file of this package, without comments and without the line of column names."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")][1:]
