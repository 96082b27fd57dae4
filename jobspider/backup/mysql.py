"""A dump of MySQL or MariaDB: one consistent moment, while others read and write."""

import subprocess
from pathlib import Path

import zstandard
from sqlalchemy import Engine, inspect, text

from jobspider.backup.client import program
from jobspider.errors import BackupError

DUMP = (
    "--single-transaction",  # all tables as of one moment, without a lock
    "--quick",  # row by row: the memory that it takes does not grow with the table
    "--skip-lock-tables",
    "--no-tablespaces",  # asking for them needs the right PROCESS
    "--hex-blob",
    "--skip-add-locks",
    "--default-character-set=utf8mb4",
)
LEVEL = 6


def dump(engine: Engine, to: Path) -> None:
    """Writes it, compressed while it comes. Raises BackupError."""
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    with program("mariadb-dump", engine.url, *DUMP, str(engine.url.database)) as process, to.open("wb") as file:
        if process.stdout is not None:
            compressor.copy_stream(process.stdout, file)


def load(engine: Engine, backup: Path) -> None:
    """Fills an empty database. Raises BackupError; what was read by then stays."""
    options = ("--default-character-set=utf8mb4", "--binary-mode", str(engine.url.database))
    with program("mariadb", engine.url, *options, stdin=subprocess.PIPE) as process, backup.open("rb") as file:
        try:
            if process.stdin is not None:
                zstandard.ZstdDecompressor().copy_stream(file, process.stdin)
        except BrokenPipeError:
            return  # it has ended; its exit code says why
        except zstandard.ZstdError as error:
            raise BackupError(f"{backup} cannot be unpacked: {error}") from error


def empty(engine: Engine) -> None:
    """Drops all tables."""
    with engine.begin() as connection:
        connection.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        quote = engine.dialect.identifier_preparer.quote_identifier
        for table in inspect(connection).get_table_names():
            connection.execute(text(f"DROP TABLE {quote(table)}"))
        connection.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
