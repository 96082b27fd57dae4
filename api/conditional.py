"""Answers that a client may keep: ETag and Last-Modified, and 304 for whoever has them already."""

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from fastapi import Request, Response

CACHE = "no-cache"
"""Keep it, but ask each time whether it is still right."""


def answer(
    request: Request,
    body: bytes,
    media_type: str = "application/json",
    *,
    changed_at: datetime | None = None,
    version: bytes | None = None,
) -> Response:
    """The body, or 304 (RFC 9110, section 13) when the client has it.

    `changed_at`: when what is told was changed last. If-Modified-Since counts only where it is given. `version`: what
    has to be the same for the body to be as good as another; without it the body itself.
    """
    headers = {
        "ETag": f'W/"{blake2b(version or body, digest_size=12).hexdigest()}"',
        "Cache-Control": CACHE,
        "Vary": "Accept",
    }
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at.replace(microsecond=0), usegmt=True)
    if has_it(request, headers["ETag"], changed_at):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def has_it(request: Request, etag: str, changed_at: datetime | None) -> bool:
    """Whether the client's copy is this one; If-None-Match alone decides when it is there."""
    known = request.headers.get("if-none-match")
    if known is not None:
        opaque = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return known.strip() == "*" or etag.removeprefix("W/") in opaque
    since = _moment(request.headers.get("if-modified-since"))
    return since is not None and changed_at is not None and changed_at.replace(microsecond=0) <= since


def _moment(text: str | None) -> datetime | None:
    """A date of HTTP; anything else counts as not sent."""
    try:
        found = parsedate_to_datetime(text) if text else None
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found is not None and found.tzinfo is not None else None
