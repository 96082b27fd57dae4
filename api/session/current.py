"""Who is signed in, and dependencies of pages that want to know or need it.

The API lets a session read where a key would have to; what it writes, it writes for keys in the header alone.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, Request, params

from api.errors import Refusal
from api.keys import CHALLENGE, find_key, missing_scope
from api.root import root_of
from api.session import csrf
from api.session.cookie import session_in
from jobspider.api_keys import ApiKey, Scope
from jobspider.errors import NoSignInError

SIGN_IN = "/sign-in"


@dataclass(frozen=True)
class Session:
    """A person who is signed in, by the key that they have shown."""

    id: str
    key: ApiKey

    def may(self, scope: str) -> bool:
        """Whether the key has this scope."""
        return self.key.may(Scope(scope))

    @property
    def csrf_token(self) -> str:
        """What each form sends as `csrf_token`, and each request of a script as X-CSRF-Token."""
        return csrf.token(self.id)


async def session_of(request: Request) -> Session | None:
    """None for whoever is not signed in, or is no longer: the session is over, the key expired or was revoked."""
    if not hasattr(request.state, "session"):
        request.state.session = await _found(request)
    found: Session | None = request.state.session
    return found


async def _found(request: Request) -> Session | None:
    if not request.cookies:
        return None
    try:
        opened = session_in(request)
    except NoSignInError:
        return None
    key = await find_key(opened.key) if opened else None
    return Session(opened.session, key) if opened and key and key.works(datetime.now(UTC)) else None


SignedIn = Annotated[Session | None, Depends(session_of)]
"""A parameter of a page; READ of api/caller.py, as a dependency, says who may read it."""


def writer(scope: Scope) -> params.Depends:
    """A dependency of a page's route that changes something: a key with this scope, and the token."""
    return params.Depends(_writer(scope))


def _writer(scope: Scope) -> Callable[[Request], Coroutine[Any, Any, Session]]:
    async def checked(request: Request) -> Session:
        return await writes(request, scope)

    return checked


async def writes(request: Request, scope: Scope) -> Session:
    """Who writes; Refusal for whoever is not signed in, may not, or comes from another site's page (403)."""
    found = await session_of(request)
    if found is None:
        raise sign_in_first()
    await csrf.check(request, found.id)
    if not found.key.may(scope):
        raise missing_scope(found.key, scope)
    return found


def sign_in_first() -> Refusal:
    """401: on a page, that leads to the sign-in page and back."""
    return Refusal(401, "Sign in first.", headers=CHALLENGE)


def way_to_sign_in(request: Request) -> str:
    """The address of the sign-in page, which leads back to where the person was."""
    at = urlsplit(request.headers.get("hx-current-url", ""))
    here = f"{at.path}?{at.query}" if at.path else f"{request.url.path}?{request.url.query}"
    back = here.rstrip("?") if at.path or request.method == "GET" else "/"
    return f"{root_of(request)}{SIGN_IN}?{urlencode({'next': back})}"
