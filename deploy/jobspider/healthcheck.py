#!/usr/bin/env python3
"""Exits with 0 when a server answers, even if it asks for a login first, or when a file was touched a moment ago.

    healthcheck http://127.0.0.1:8000/healthz
    healthcheck /tmp/heartbeat

It needs no more than Python's own library, so that it costs little although it runs every few seconds.
"""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

SECONDS = 4
FRESH_SECONDS = 60


def main(what: str) -> int:
    """0, or 1 and one sentence why."""
    return touched(Path(what)) if what.startswith("/") else answers(what)


def touched(file: Path) -> int:
    """Whether the process that touches it still does."""
    try:
        age = time.time() - file.stat().st_mtime
    except OSError as error:
        print(f"no sign of life: {error}", file=sys.stderr)
        return 1
    if age > FRESH_SECONDS:
        print(f"no sign of life for {age:.0f} s", file=sys.stderr)
    return int(age > FRESH_SECONDS)


def answers(url: str) -> int:
    """Whether the server does."""
    try:
        with urllib.request.urlopen(url, timeout=SECONDS):
            return 0
    except urllib.error.HTTPError as error:
        if error.code < 500:
            return 0
        print(f"{url} answers {error.code}", file=sys.stderr)
    except OSError as error:
        print(f"{url} does not answer: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
