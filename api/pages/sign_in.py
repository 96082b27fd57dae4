"""Signing in with an API key, and out again. There are no other passwords."""

import logging
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.attempts import attempts_of
from api.keys import CHALLENGE, find_key
from api.pages.rendering import render
from api.pages.route import PageRoute
from api.root import root_of
from api.session import cookie, csrf
from api.session.current import SIGN_IN, SignedIn, sign_in_first
from api.session.form import form_of
from jobspider.api_keys import ApiKey, key_id
from jobspider.errors import NoSignInError

router = APIRouter(route_class=PageRoute, include_in_schema=False)
logger = logging.getLogger("jobspider.api")

HOME = "/ops"
UNKNOWN = "This key does not work: it is unknown, has expired or was revoked."
STALE = "This page was open for too long, or your browser keeps no cookies: try again."
Next = Annotated[str, Query(alias="next", max_length=2000)]


@router.get(SIGN_IN)
async def sign_in_page(request: Request, session: SignedIn, back: Next = HOME) -> Response:
    """The form; whoever is signed in is sent on."""
    return _form(request, back) if session is None else _to(request, back)


@router.post(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """A session for whoever shows a key that works."""
    form = await form_of(request)
    back = form.get("next", HOME)
    try:
        visitor = cookie.visitor_in(request)
    except NoSignInError:
        return _form(request, back)
    if visitor is None:
        return _form(request, back, STALE, 403)
    await csrf.check(request, visitor)
    attempts = attempts_of(request)
    await attempts.check()
    key = await _key(form.get("key", "").strip())
    if key is None:
        await attempts.failed()
        return _form(request, back, UNKNOWN, 401)
    logger.info("the key %s signs in", key.name)
    answer = _to(request, back)
    cookie.begin(request, answer, key.id)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, session: SignedIn) -> Response:
    """Ends the session in this browser."""
    if session is None:
        raise sign_in_first()
    await csrf.check(request, session.id)
    answer = _to(request, "/")
    cookie.end(request, answer)
    return answer


async def _key(text: str) -> ApiKey | None:
    identity = key_id(text)
    found = await find_key(identity) if identity else None
    return found if found and found.opens_with(text, datetime.now(UTC)) else None


def _form(request: Request, back: str, wrong: str | None = None, status: int = 200) -> Response:
    visitor = token_urlsafe(16)
    try:
        page = render(request, "sign_in.html", status, back=back, wrong=wrong, token=csrf.token(visitor), trouble=None)
        cookie.mark(request, page, visitor)
    except NoSignInError as error:
        logger.error("nobody can sign in: %s", error)
        return render(request, "sign_in.html", 503, back=back, wrong=None, token="", trouble=str(error))
    page.headers["Cache-Control"] = "no-store"
    if status == 401:
        page.headers.update(CHALLENGE)
    return page


def _to(request: Request, back: str) -> Response:
    return RedirectResponse(back if is_own(back) else root_of(request) + HOME, 303)


def is_own(address: str) -> bool:
    r"""Whether it is a path on this host: browsers take `//host` and `/\host` for other hosts, and drop line breaks."""
    local = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return local and not urlsplit(address).netloc
