"""What the soak found: tables for people, a file for programs."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.soak.audit.deviation import Deviation
from benchmarks.soak.audit.logs import Injected
from benchmarks.soak.audit.memory import Growth, Life, Sample

SHOWN = 60


@dataclass
class Report:
    """Figures by name, the faults, the processes' growth, the errors that are explained, and all deviations."""

    figures: dict[str, Any] = field(default_factory=dict)
    injected: Sequence[Injected] = ()
    growths: Sequence[Growth] = ()
    samples: Mapping[Life, Sequence[Sample]] = field(default_factory=dict)
    explained: Mapping[str, int] = field(default_factory=dict)
    deviations: Sequence[Deviation] = ()

    def write(self, file: Path) -> None:
        """As JSON."""
        document = {
            "figures": self.figures,
            "faults": [each._asdict() for each in self.injected],
            "memory": [
                {**each.life._asdict(), **{k: v for k, v in each._asdict().items() if k != "life"}}
                for each in self.growths
            ],
            "memory_samples": {f"{life.program} {life.pid}": _thinned(taken) for life, taken in self.samples.items()},
            "explained_errors": dict(self.explained),
            "deviations": [asdict(each) for each in self.deviations],
        }
        file.write_text(json.dumps(document, indent=1, ensure_ascii=False, default=str) + "\n")

    def show(self, console: Console) -> None:
        """As tables."""
        console.print(_pairs("Soak", self.figures))
        console.print(_pairs("Faults", Counter(each.kind for each in self.injected)))
        console.print(_memory(self.growths))
        console.print(_pairs("Errors in logs that faults explain", self.explained))
        if not self.deviations:
            console.print("[bold green]The audit is empty.[/]")
            return
        table = Table("kind", "subject", "field", "expected", "found", title=f"{len(self.deviations)} deviations")
        for each in self.deviations[:SHOWN]:
            table.add_row(*each.row())
        console.print(table)


def _thinned(taken: Sequence[Sample]) -> list[float]:
    """MiB every ten seconds."""
    return [round(each.mib, 1) for each in taken[::10]]


def _pairs(title: str, values: Mapping[str, Any]) -> Table:
    table = Table("what", "", title=title)
    for name, value in values.items():
        table.add_row(name, f"{value:,}" if isinstance(value, int) else str(value))
    return table


def _memory(found: Sequence[Growth]) -> Table:
    table = Table("process", "seconds", "MiB at the end", "MiB a minute", title="Memory")
    for each in sorted(found):
        row = (f"{each.seconds:.0f}", f"{each.mib:.0f}", f"{each.mib_a_minute:+.2f}")
        table.add_row(f"{each.life.program} {each.life.pid}", *row)
    return table
