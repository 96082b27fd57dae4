"""A part of a page that htmx asks for again and again; while it is the same, the answer is 204 and nothing moves."""

from hashlib import blake2b
from secrets import token_hex
from typing import Any

from fastapi import Request, Response

from api.pages.rendering import HTML, POLICY, html
from api.session.current import Session

VERSION, TOKEN = token_hex(16), token_hex(16)
"""Stand for what is put in afterwards, since a version is of everything else, and a token is another each time."""


def fragment(request: Request, template: str, seen: str, session: Session | None, /, **values: Any) -> Response:
    """The template's text, in which `version` is what the next request gives as `seen`; 204 where that is this one."""
    body = html(request, template, version=VERSION, csrf_token=TOKEN, **values)
    version = blake2b(body.encode(), digest_size=8).hexdigest()
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    if version == seen:
        return Response(status_code=204, headers=headers)
    full = body.replace(VERSION, version).replace(TOKEN, session.csrf_token if session else "")
    return Response(full, headers=headers, media_type=HTML)
