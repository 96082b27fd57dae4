"""Whether the driver and the server agree on what a backslash in a text is: else a text could end its own quotes.

PyMySQL goes by what the server says of the SQL mode NO_BACKSLASH_ESCAPES. Between them may be a proxy that keeps
that, or the session's mode, to itself.
"""

from typing import Any

from sqlalchemy import Engine, event

from jobspider.errors import ConfigError

BACKSLASH = "\\"


def try_backslash(engine: Engine) -> None:
    """Sends a backslash over every new connection. ConfigError where another text comes back, or none."""
    error = engine.dialect.loaded_dbapi.ProgrammingError

    def refuse(connection: Any, _record: Any) -> None:
        if _returned(connection, error) != BACKSLASH:
            shown = engine.url.render_as_string(hide_password=True)
            raise ConfigError(
                f"JOBSPIDER_DATABASE_URL: texts do not arrive as they are sent to {shown}. A proxy on the way forgets "
                "the SQL mode of a session, or what the server says of it: let it keep both, or connect without it"
            )

    event.listen(engine, "connect", refuse)


def _returned(connection: Any, error: type[Exception]) -> str | None:
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT %s", (BACKSLASH,))
        except error:  # the text does not end where it should
            return None
        return str(cursor.fetchone()[0])
