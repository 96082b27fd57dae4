"""What a benchmark shows: on the terminal, and, when `make bench` runs it, in its section of docs/performance.md."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

PAPER = "BENCHMARK_PAPER"
"""Environment variable: the file that takes what is shown, a line of JSON each."""

Bound = Literal["at most", "at least"]
Goal = tuple[str, float, Bound, float]
"""What is measured, the figure, and what it should be."""


@dataclass(frozen=True)
class Target:
    """A goal of the design, and what was measured."""

    what: str
    figure: float
    bound: Bound
    goal: float

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.figure <= self.goal if self.bound == "at most" else self.figure >= self.goal


def show(shown: Table | str) -> None:
    """A table or a sentence."""
    Console(width=160).print(shown)
    _write({"text": markdown(shown) if isinstance(shown, Table) else shown})


def target(what: str, figure: float, bound: Bound, goal: float) -> None:
    """A goal of the design beside what was measured, both in the unit that `what` names."""
    reached = Target(what, figure, bound, goal)
    verdict = "met" if reached.met else "missed"
    Console(width=160).print(f"{what}: {figure:,.4g}, {bound} {goal:,.4g}: {verdict}")
    _write({"target": asdict(reached)})


def markdown(table: Table) -> str:
    """The table in Markdown, its title as a line before it."""
    columns = [[str(cell) for cell in column.cells] for column in table.columns]
    lines = [
        "| " + " | ".join(str(column.header) or " " for column in table.columns) + " |",
        "|---|" + "---:|" * (len(columns) - 1),
        *("| " + " | ".join(cells) + " |" for cells in zip(*columns, strict=True)),
    ]
    title = [f"{str(table.title).capitalize()}:", ""] if table.title else []
    return "\n".join([*title, *lines])


def _write(entry: dict[str, object]) -> None:
    if PAPER in os.environ:
        with Path(os.environ[PAPER]).open("a", encoding="utf-8") as paper:
            paper.write(json.dumps(entry) + "\n")
