"""What a database error means for whoever writes: try again, wait for the database, migrate, or blame the row."""

from enum import Enum

from sqlalchemy.exc import DBAPIError, IntegrityError

# https://mariadb.com/kb/en/mariadb-error-code-reference/ and MySQL's list agree on these.
MYSQL_CONTENTION = {1205, 1213, 1020, 1305}
"""Lock wait timeout, deadlock, record changed since the last read, and a savepoint that a deadlock took with it."""
MYSQL_DUPLICATE = 1062
MYSQL_SCHEMA = {1054, 1146}  # unknown column, no such table
MYSQL_UNAVAILABLE = {
    *(1040, 1203, 1226),  # too many connections, of all, of one user, by its limit
    *(1044, 1045, 1049, 1130, 1129),  # not let in: database, password, no such database, host, host blocked
    *(1053, 1077, 1078, 1079, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 4031),  # shutting down; aborted connections
    *(1021, 1114, 1290, 1792, 1836, 3024, 1317, 1969),  # disk full, table full, read-only server, interrupted
    *(2002, 2003, 2005, 2006, 2013, 2014, 2045, 2055),  # the client cannot reach or has lost the server
}
SQLITE_CONTENTION = ("locked", "busy")
SQLITE_SCHEMA = ("no such table", "no such column", "has no column named")
SQLITE_UNAVAILABLE = ("unable to open", "disk i/o error", "disk is full", "readonly", "malformed", "not a database")


class Fault(Enum):
    """Kinds of database errors."""

    CONTENTION = "another writer was in the way: the same transaction works when repeated"
    UNAVAILABLE = "the database cannot be reached or cannot write: nothing is wrong with the data"
    SCHEMA = "a table or a column is missing"
    DATA = "the database refuses the data"


def fault(error: DBAPIError) -> Fault:
    """What kind of error this is; what is not known to be anything else is the data's."""
    code = mysql_code(error)
    return _of_message(error) if code is None else _of_code(code, error)


def is_duplicate(error: DBAPIError) -> bool:
    """Whether a row with this key is there already, put there by another writer since we looked."""
    message = str(error.orig)
    duplicate = mysql_code(error) == MYSQL_DUPLICATE or "UNIQUE constraint failed" in message
    return isinstance(error, IntegrityError) and duplicate


def mysql_code(error: DBAPIError) -> int | None:
    """The server's or PyMySQL's error number; None for SQLite."""
    code = next(iter(error.orig.args), None) if error.orig is not None else None
    return code if isinstance(code, int) else None


def reason(error: DBAPIError) -> str:
    """The database's own sentence, without statement and parameters."""
    return str(error.orig.args[-1]) if error.orig is not None and error.orig.args else str(error.orig)


def _of_code(code: int, error: DBAPIError) -> Fault:
    if code in MYSQL_CONTENTION:
        return Fault.CONTENTION
    if code in MYSQL_UNAVAILABLE or error.connection_invalidated or code == 0:
        return Fault.UNAVAILABLE
    return Fault.SCHEMA if code in MYSQL_SCHEMA else Fault.DATA


def _of_message(error: DBAPIError) -> Fault:
    message = str(error.orig).lower()
    kinds = {
        Fault.CONTENTION: SQLITE_CONTENTION,
        Fault.SCHEMA: SQLITE_SCHEMA,
        Fault.UNAVAILABLE: SQLITE_UNAVAILABLE,
    }
    found = (kind for kind, phrases in kinds.items() if any(phrase in message for phrase in phrases))
    return next(found, Fault.UNAVAILABLE if error.connection_invalidated else Fault.DATA)
