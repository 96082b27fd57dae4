"""Who may enter: a session of a key with the scope admin, and, for whatever is not only looked at, the token."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqladmin.authentication import AuthenticationBackend

from api.keys import missing_scope
from api.session import csrf
from api.session.current import session_of, way_to_sign_in
from jobspider.api_keys import Scope

LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate(AuthenticationBackend):
    """sqladmin asks it before each of its routes; its own sign-in and sessions are not used."""

    def __init__(self) -> None:
        self.middlewares = []

    async def authenticate(self, request: Request) -> Response | bool:
        """Raises Refusal (403)."""
        session = await session_of(request)
        if session is None:
            return RedirectResponse(way_to_sign_in(request), 303)
        if not session.may(Scope.ADMIN):
            raise missing_scope(session.key, Scope.ADMIN)
        if request.method not in LOOKS:
            await csrf.check(request, session.id)
        return True
