"""What commands tell people."""

import sys


def say(sentence: str) -> None:
    """On standard error: standard output is left to data."""
    print(sentence, file=sys.stderr)  # noqa: T201
