"""JSON that a page assigns to a variable in a script: found and decoded without parsing the page."""

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

# strict=False: real pages hold raw line breaks and control characters inside strings.
DECODER = json.JSONDecoder(strict=False)
MOST_VALUES = 20
"""Assignments that are looked at in a page: each may run to its end, and real pages have one to four."""


@cache
def assignment(marker: str) -> re.Pattern[bytes]:
    """A pattern for `marker = {`, however it is quoted and spaced (prettified pages add white space).

    A marker that begins with # is the id of the script element that holds nothing but the value.
    """
    if marker.startswith("#"):
        quoted = rb"[\"']?" + re.escape(marker[1:]).encode() + rb"[\"'\s>]"
        return re.compile(rb"<script\b(?=[^<>]{0,500}\bid\s*=\s*" + quoted + rb")[^<>]*>\s*(?=[{\[])", re.IGNORECASE)
    loose = r"\s*".join(
        "[\"']" if token in ('"', "'") else re.escape(token) for token in re.findall(r"[\w$.\-]+|[^\w\s]", marker)
    )
    return re.compile(loose.encode() + rb"\s*=\s*(?=[{\[])")


def assigned(body: bytes, pattern: re.Pattern[bytes]) -> Iterator[Any]:
    """Each value that the page assigns there, in its order; what is no JSON is passed over.

    Invalid UTF-8 becomes U+FFFD: one bad byte in one text must not cost the page.
    """
    for match in islice(pattern.finditer(body), MOST_VALUES):
        # A script ends at the first </script, so the value does too.
        end = body.find(b"</script", match.end())
        text = body[match.end() : end if end > 0 else None].decode("utf-8", "replace")
        try:
            yield DECODER.raw_decode(text)[0]
        except (ValueError, RecursionError):
            continue
