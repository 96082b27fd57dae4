"""The Lua scripts beside this file, by name."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Script:
    """A script's text, and the name that Redis gives to it."""

    text: str
    sha: str


@cache
def script(name: str) -> Script:
    """The script in `<name>.lua`."""
    text = Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")
    return Script(text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest())
