"""Who asks: a client address, and the key that it shows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Request, Security, params
from fastapi.security import HTTPBearer, SecurityScopes
from starlette.concurrency import run_in_threadpool

from api.dependencies import engine
from api.errors import Refusal
from jobspider.api_keys import ApiKey, Scope, key_id
from jobspider.config import config
from jobspider.search.api_keys import key_with_id

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="jobspider"'}

bearer = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key, as `jobspider keys create NAME --scope SCOPE` prints it."
)


@dataclass(frozen=True)
class Caller:
    """Whoever sent a request."""

    address: str
    key: ApiKey | None = None


async def key_of(authorization: str | None) -> ApiKey | None:
    """The key that works, None without one; Refusal (401) for anything else in the header."""
    if authorization is None:
        return None
    scheme, _, text = authorization.partition(" ")
    identity = key_id(text.strip()) if scheme.lower() == "bearer" else None
    found = await run_in_threadpool(_find, identity) if identity else None
    if found is not None and found.opens_with(text.strip(), datetime.now(UTC)):
        return found
    raise unknown_key()


def _find(identity: str) -> ApiKey | None:
    with engine().connect() as connection:
        return key_with_id(connection, identity)


def unknown_key() -> Refusal:
    """401 for a key that is none, has expired or was revoked; which of these is nobody's business."""
    sentence = "This key does not work: it is unknown, has expired or was revoked."
    challenge = f'{CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'
    return Refusal(401, sentence, "invalid_key", headers={"WWW-Authenticate": challenge})


def caller(request: Request) -> Caller:
    """Who sent this request, as the middleware found out."""
    found: Caller = request.state.caller
    return found


async def may(request: Request, needed: SecurityScopes, _: Annotated[object, Security(bearer)]) -> Caller:
    """The caller, when their key has the scopes that the route names; Refusal (401, 403) else."""
    known = caller(request)
    if known.key is None:
        raise Refusal(401, "This needs a key: send Authorization: Bearer KEY.", headers=CHALLENGE)
    missing = sorted(set(needed.scopes) - known.key.scopes)
    if missing:
        challenge = f'{CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{" ".join(missing)}"'
        sentence = f"The key {known.key.name} lacks the scope {missing[0]}."
        raise Refusal(403, sentence, "missing_scope", headers={"WWW-Authenticate": challenge})
    return known


async def may_read(request: Request, _: Annotated[object, Security(bearer)]) -> None:
    """Refusal (401) without a key; every key may read."""
    if caller(request).key is None:
        raise Refusal(401, "Reading needs a key here: send Authorization: Bearer KEY.", headers=CHALLENGE)


async def anybody() -> None:
    """Reading is open."""


READ = params.Security(may_read) if config().api_read == "key" else params.Depends(anybody)
"""A dependency of every route that reads."""


def needs(scope: Scope) -> params.Security:
    """A dependency of every route that writes."""
    return params.Security(may, scopes=[scope.value])
