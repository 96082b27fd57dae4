"""A lock that one process holds for some seconds and renews: for a database that all candidates share."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from jobspider.store.insert import insert_unless_there
from jobspider.tables import locks


def hold(connection: Connection, name: str, owner: str, seconds: float, now: datetime) -> bool:
    """Whether `owner` has the lock now, taken or renewed for `seconds`; it is by the callers' clocks."""
    until = now + timedelta(seconds=seconds)
    insert_unless_there(connection, locks, {"name": name, "owner": owner, "expires_at": until})
    free = (locks.c.owner == owner) | (locks.c.expires_at < now)
    connection.execute(
        update(locks).where(locks.c.name == name, free).values(owner=owner, expires_at=until),
    )
    return connection.execute(select(locks.c.owner).where(locks.c.name == name)).scalar() == owner


def release(connection: Connection, name: str, owner: str) -> None:
    """Gives the lock back, if it is still the owner's."""
    connection.execute(delete(locks).where(locks.c.name == name, locks.c.owner == owner))


def is_held(connection: Connection, name: str, now: datetime) -> bool:
    """Whether somebody has the lock now."""
    return (
        connection.execute(select(locks.c.name).where(locks.c.name == name, locks.c.expires_at >= now)).first()
        is not None
    )
