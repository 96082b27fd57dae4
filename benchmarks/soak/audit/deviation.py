"""Something that is not as the site and the log of faults say that it has to be."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Deviation:
    """One finding. `subject` is a posting, a process or a log; `field` what of it."""

    kind: str
    subject: str
    field: str
    expected: Any
    found: Any

    def row(self) -> list[str]:
        """For a table; long texts are cut."""
        return [_short(each) for each in (self.kind, self.subject, self.field, self.expected, self.found)]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 300 else f"{text[:299]}…"
