"""Keys of the API: what one may do, how one is made, and how one is told from another. Only hashes are stored."""

import hmac
import re
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

KEY = re.compile(r"jobspider_([0-9a-f]{12})_([0-9a-f]{64})")
"""The word lets scanners of leaked secrets know one; the id finds the row; the rest is 256 random bits."""


class Scope(StrEnum):
    """What a key may do."""

    READ = "read"
    """Read, where reading needs a key; every key may."""
    TASKS = "tasks"
    """Have lists of URLs crawled."""
    SCHEDULES = "schedules"
    """Create, change, fire and delete schedules."""
    SEARCHES = "searches"
    """Add, change and remove searches that are crawled again and again."""
    ALERTS = "alerts"
    """Create, change and delete alerts."""
    JOBS = "jobs"
    """Take postings out of jobs that they are none of."""
    ADMIN = "admin"
    """All of these, and the pages below /admin."""


class ApiKey(BaseModel):
    """A key, without its secret."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    secret_hash: str
    """SHA-256 of the whole key in hex. A random key of 256 bits needs no slow hash: it cannot be guessed."""
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def opens_with(self, key: str, now: datetime) -> bool:
        """Whether this text is the key, and it may still be used."""
        return hmac.compare_digest(self.secret_hash, digest(key)) and self.works(now)

    def works(self, now: datetime) -> bool:
        """Whether it was not revoked and has not expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def state(self, now: datetime) -> str:
        """In a word: works, expired or revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "works" if self.works(now) else "expired"

    def may(self, scope: Scope) -> bool:
        """Whether it has this scope, or the one that includes all."""
        return bool({scope, Scope.ADMIN} & self.scopes)


class NewKey(NamedTuple):
    """A key that was just made: its text is shown once and kept nowhere."""

    id: str
    text: str


def new_key() -> NewKey:
    """A random key."""
    identity = token_hex(6)
    return NewKey(identity, f"jobspider_{identity}_{token_hex(32)}")


def key_id(text: str) -> str | None:
    """The id in a key's text; None for what cannot be a key."""
    match = KEY.fullmatch(text)
    return match and match[1]


def digest(text: str) -> str:
    """What is stored of a key."""
    return sha256(text.encode()).hexdigest()
