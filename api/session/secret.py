"""What signs sessions and tokens."""

from functools import cache
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from itsdangerous import URLSafeTimedSerializer

from jobspider.config import Config, config
from jobspider.errors import NoSignInError

LEAST = 32
"""Characters below which a secret could be guessed, or is an example that somebody forgot to replace."""
STRONG: dict[str, Any] = {"digest_method": sha256, "key_derivation": "hmac"}
HOW = "set it to the output of `openssl rand -hex 32`, the same for all API processes"


def signer(purpose: str) -> URLSafeTimedSerializer:
    """Signs for one purpose; NoSignInError says what is missing."""
    return URLSafeTimedSerializer(secret(config()), salt=f"jobspider.{purpose}", signer_kwargs=STRONG)


def secret(settings: Config) -> str:
    """The configured secret; on a machine of its own, where nothing is configured, one of this process."""
    given = settings.secret_key.get_secret_value() if settings.secret_key else ""
    if len(given) >= LEAST:
        return given
    if given:
        raise NoSignInError(f"JOBSPIDER_SECRET_KEY is shorter than {LEAST} characters: {HOW}")
    if settings.redis_url is not None or not settings.database_url.get_secret_value().startswith("sqlite"):
        raise NoSignInError(f"JOBSPIDER_SECRET_KEY is not set, so nobody can sign in: {HOW}")
    return _of_this_process()


def of_workers(settings: Config) -> dict[str, str]:
    """For the environment of an API's workers, each of which may get anybody's next request: the same secret."""
    try:
        return {"JOBSPIDER_SECRET_KEY": secret(settings)}
    except NoSignInError:
        return {}


@cache
def _of_this_process() -> str:
    return token_urlsafe(LEAST)
