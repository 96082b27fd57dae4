"""How well each board reads a page, as a table for people."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from jobspider.boards.best import Reading

WIDTH = 110


def table(readings: Sequence[Reading]) -> Iterator[str]:
    """The table's lines: a board each, with its postings, the share of facts that they state, and what they lack."""
    shown = Table("board", "postings", "facts", "missing", box=None, pad_edge=False)
    for reading in readings:
        share = sum(reading.filled.values()) / (len(reading.filled) * len(reading.postings))
        shown.add_row(reading.board, str(len(reading.postings)), f"{share:.0%}", missing(reading))
    console = Console(width=WIDTH, color_system=None)
    with console.capture() as written:
        console.print(shown)
    yield from (line.rstrip() for line in written.get().splitlines())


def missing(reading: Reading) -> str:
    """The facts that some or all of the postings do not state."""
    total = len(reading.postings)
    lacking = {fact: total - stated for fact, stated in reading.filled.items() if stated < total}
    return ", ".join(fact if lacks == total else f"{fact} ({lacks} of {total})" for fact, lacks in lacking.items())
