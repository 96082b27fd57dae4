"""Where commands print their tables."""

from rich.console import Console

WIDE = 200


def console(wide: int = WIDE) -> Console:
    """The terminal; where there is none, so many columns, so that a pipe gets whole lines."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=wide)
