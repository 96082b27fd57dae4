"""JSON documents as APIs answer them: decoded although they are now and then not quite JSON, and looked into."""

import re
from typing import Any

from jobspider.boards.embedded import DECODER
from jobspider.clean.text import repair_utf8

# JSON knows eight escapes; a backslash before anything else is the work of a careless template.
ESCAPE = re.compile(r"\\(?:([\"\\/bfnrt]|u[0-9a-fA-F]{4})|(.))", re.S)


def decoded(body: bytes) -> Any:
    """The document; stray bytes, raw line breaks and unknown escapes in its texts are repaired.

    Raises ValueError when it is beyond that.
    """
    text = repair_utf8(body).lstrip("\ufeff")
    try:
        return _repaired(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _repaired(text: str) -> Any:
    try:
        return DECODER.decode(text)
    except ValueError:
        return DECODER.decode(ESCAPE.sub(_without_unknown, text))


def _without_unknown(escape: re.Match[str]) -> str:
    return escape[0] if escape[1] else escape[2]


def at(document: Any, path: str) -> Any:
    """The value at `path` (keys joined by dots; the document itself for an empty path), None where there is none."""
    for key in path.split(".") if path else ():
        document = document.get(key) if isinstance(document, dict) else None
    return document
