"""Who asks: a client address, and the key that it shows."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Security, params
from fastapi.security import HTTPBearer, SecurityScopes

from api.errors import Refusal
from api.keys import CHALLENGE, missing_scope
from api.session.current import session_of
from jobspider.api_keys import ApiKey, Scope
from jobspider.config import config

bearer = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key, as `jobspider keys create NAME --scope SCOPE` prints it."
)


@dataclass(frozen=True)
class Caller:
    """Whoever sent a request."""

    address: str
    key: ApiKey | None = None


def caller(request: Request) -> Caller:
    """Who sent this request, as the middleware found out."""
    found: Caller = request.state.caller
    return found


async def may(request: Request, needed: SecurityScopes, _: Annotated[object, Security(bearer)]) -> Caller:
    """The caller, when their key has the scopes that the route names; Refusal (401, 403) else."""
    known = caller(request)
    if known.key is None:
        scope = needed.scopes[0] if needed.scopes else "read"
        raise Refusal(401, f"This needs a key: {how_to_get_one(scope)}", headers=CHALLENGE)
    missing = sorted(scope for scope in needed.scopes if not known.key.may(Scope(scope)))
    if missing:
        challenge = f'{CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{" ".join(missing)}"'
        raise missing_scope(known.key, missing[0], {"WWW-Authenticate": challenge})
    return known


async def may_read(request: Request, _: Annotated[object, Security(bearer)]) -> None:
    """Refusal (401) without a key; every key may read, and so may a person who has signed in with one."""
    if caller(request).key is None and await session_of(request) is None:
        raise Refusal(401, f"Reading needs a key here: {how_to_get_one('read')}", headers=CHALLENGE)


def how_to_get_one(scope: str) -> str:
    """What to send, and who makes it."""
    made = f"`jobspider keys create NAME --scope {scope}`"
    return f"send Authorization: Bearer KEY. Where jobspider runs, {made} prints one."


async def anybody() -> None:
    """Reading is open."""


READ = params.Security(may_read) if config().api_read == "key" else params.Depends(anybody)
"""A dependency of every route that reads."""


def needs(scope: Scope) -> params.Security:
    """A dependency of every route that writes."""
    return params.Security(may, scopes=[scope.value])
