"""The cookies: who is signed in, and, before that, which browser asks. Both signed, neither readable by scripts."""

from secrets import token_urlsafe
from typing import NamedTuple

from fastapi import Request, Response
from itsdangerous import BadData

from api.session.secret import signer
from jobspider.config import config

SESSION = "jobspider_session"
VISITOR = "jobspider_visitor"
VISIT_SECONDS = 3600
"""How long a sign-in page may stay open before it has to be asked for again."""


class Opened(NamedTuple):
    """What a session's cookie says."""

    key: str
    """Id of the key that its owner showed."""
    session: str


def begin(request: Request, response: Response, key: str) -> None:
    """Signs in: a new session, which ends by itself after JOBSPIDER_SESSION_SECONDS.

    Lax, so that a link in a mail leads a person who is signed in to the page: what is changed needs a token besides.
    """
    _set(request, response, SESSION, [key, token_urlsafe(16)])


def end(request: Request, response: Response) -> None:
    """Signs out this browser."""
    response.delete_cookie(_name(request, SESSION), secure=_secure(request), httponly=True, samesite="lax")


def session_in(request: Request) -> Opened | None:
    """None without one, or when it is over, or not ours. Raises NoSignInError."""
    found = _loaded(request, SESSION)
    return None if found is None else Opened(*found)


def mark(request: Request, response: Response, visitor: str) -> None:
    """Marks a browser. Strict: it is of use on the sign-in page alone."""
    _set(request, response, VISITOR, [visitor])


def visitor_in(request: Request) -> str | None:
    """The mark of a browser that has asked for the sign-in page. Raises NoSignInError."""
    found = _loaded(request, VISITOR)
    return None if found is None else found[0]


def _loaded(request: Request, name: str) -> list[str] | None:
    text = request.cookies.get(_name(request, name), "")
    try:
        found: list[str] = signer(name).loads(text, max_age=_seconds(name))
    except BadData:
        return None
    return found


def _set(request: Request, response: Response, name: str, said: list[str]) -> None:
    response.set_cookie(
        _name(request, name),
        signer(name).dumps(said),
        max_age=_seconds(name),
        secure=_secure(request),
        httponly=True,
        samesite="strict" if name == VISITOR else "lax",
    )


def _seconds(name: str) -> int:
    return VISIT_SECONDS if name == VISITOR else config().session_seconds


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(request: Request, name: str) -> str:
    """Over https with the prefix that keeps other hosts of the domain from setting it (RFC 6265bis, section 4.1.3)."""
    return f"__Host-{name}" if _secure(request) else name
