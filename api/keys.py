"""Keys that callers show: found by their ids, and refused without a word on why."""

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool

from api.dependencies import engine
from api.errors import Refusal
from jobspider.api_keys import ApiKey, key_id
from jobspider.search.api_keys import key_with_id

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="jobspider"'}


async def key_of(authorization: str | None) -> ApiKey | None:
    """The key that works, None without one; Refusal (401) for anything else in the header."""
    if authorization is None:
        return None
    scheme, _, text = authorization.partition(" ")
    identity = key_id(text.strip()) if scheme.lower() == "bearer" else None
    found = await find_key(identity) if identity else None
    if found is not None and found.opens_with(text.strip(), datetime.now(UTC)):
        return found
    raise unknown_key()


async def find_key(identity: str) -> ApiKey | None:
    """The key with this id, also one that no longer works."""
    return await run_in_threadpool(_find, identity)


def _find(identity: str) -> ApiKey | None:
    with engine().connect() as connection:
        return key_with_id(connection, identity)


def unknown_key() -> Refusal:
    """401 for a key that is none, has expired or was revoked; which of these is nobody's business."""
    sentence = "This key does not work: it is unknown, has expired or was revoked."
    challenge = f'{CHALLENGE["WWW-Authenticate"]}, error="invalid_token"'
    return Refusal(401, sentence, "invalid_key", headers={"WWW-Authenticate": challenge})


def missing_scope(key: ApiKey, scope: str, headers: Mapping[str, str] | None = None) -> Refusal:
    """403 for a key that may not do this."""
    return Refusal(403, f"The key {key.name} lacks the scope {scope}.", "missing_scope", headers=headers)
