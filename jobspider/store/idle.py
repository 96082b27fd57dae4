"""Connections that lay in the pool for a while are tried before they are used.

SQLAlchemy's `pool_pre_ping` asks the server before each use, one more round trip for each request of a busy API. A
server that went away is noticed by connections that have rested; one that was used a moment ago is alive, or its next
statement fails as any statement does whose server goes away.
"""

from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

RESTED_SECONDS = 1.0
"""A server cannot have ended and come back since a connection was used that short ago."""


def try_rested(engine: Engine) -> None:
    """Pings connections that rested longer than RESTED_SECONDS; the pool replaces one that does not answer."""
    dialect = engine.dialect

    def rest(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = monotonic()

    def ping(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        since = record.info.get("rests_since")
        if since is None or monotonic() - since < RESTED_SECONDS:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the connection ended while it rested") from error

    event.listen(engine, "checkin", rest)
    event.listen(engine, "checkout", ping)
