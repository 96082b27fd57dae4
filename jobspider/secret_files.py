"""Secrets that lie in files, as Docker mounts them: a file a secret, named as the secret."""

import re
from pathlib import Path

FOLDER = Path("/run/secrets")
PLACEHOLDER = re.compile(r"change[-_ ]?me", re.IGNORECASE)


def secret_file(name: str) -> str:
    """What the secret says, without the line end that an editor leaves; empty where there is no such secret."""
    file = FOLDER / name
    return file.read_text().strip() if file.is_file() else ""


def is_placeholder(secret: str) -> bool:
    """Whether it was never filled in: all examples of ours say `change-me`."""
    return bool(PLACEHOLDER.search(secret))
