"""Writes of API keys."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, update
from sqlalchemy.exc import IntegrityError

from jobspider.api_keys import ApiKey, Scope, digest, new_key
from jobspider.errors import KeyExistsError, UnknownKeyError
from jobspider.store.faults import is_duplicate
from jobspider.tables import api_keys


def make_key(connection: Connection, name: str, scopes: frozenset[Scope], days: int | None, now: datetime) -> str:
    """Adds a key that works for so many days, or for good: its text, which is kept nowhere. KeyExistsError."""
    made = new_key()
    expires = None if days is None else now + timedelta(days=days)
    fields = {"id": made.id, "name": name, "secret_hash": digest(made.text), "scopes": scopes}
    add_key(connection, ApiKey.model_validate({**fields, "created_at": now, "expires_at": expires}))
    return made.text


def add_key(connection: Connection, key: ApiKey) -> None:
    """Adds a key; KeyExistsError when the name is taken, also by one that was revoked."""
    try:
        connection.execute(insert(api_keys).values({**key.model_dump(), "scopes": sorted(key.scopes)}))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise KeyExistsError(f"there is a key named {key.name} already: choose another name") from error


def revoke_key(connection: Connection, name_or_id: str, now: datetime) -> None:
    """The key stops working at once; UnknownKeyError when there is none of this name or id that still works."""
    mine = (api_keys.c.name == name_or_id) | (api_keys.c.id == name_or_id)
    statement = update(api_keys).where(mine, api_keys.c.revoked_at.is_(None)).values(revoked_at=now)
    if not connection.execute(statement).rowcount:
        raise UnknownKeyError(f"there is no key {name_or_id} to revoke: `jobspider keys list` shows all")
