"""A copy of a SQLite file by SQLite's own online backup: one consistent moment, while others read and write."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard
from sqlalchemy import Engine

from jobspider.errors import BackupError
from jobspider.store.sqlite import BUSY_SECONDS

LEVEL = 6


def dump(engine: Engine, to: Path) -> None:
    """Copies the file beside the backup, and compresses the copy."""
    with TemporaryDirectory(prefix=".jobspider-", dir=to.parent) as folder:
        copy = Path(folder, "copy.db")
        with _opened(Path(str(engine.url.database))) as source, _opened(copy) as target:
            source.backup(target)
        with copy.open("rb") as file, to.open("wb") as packed:
            zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).copy_stream(file, packed)


def load(engine: Engine, backup: Path) -> None:
    """Puts the backup in the place of all that the file holds, in one transaction. Raises BackupError."""
    place = Path(str(engine.url.database)).absolute()
    with TemporaryDirectory(prefix=".jobspider-", dir=place.parent) as folder:
        copy = Path(folder, "copy.db")
        try:
            with backup.open("rb") as packed, copy.open("wb") as file:
                zstandard.ZstdDecompressor().copy_stream(packed, file)
            with _opened(copy) as source, _opened(place) as target:
                if source.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise BackupError(f"{backup} holds a damaged database")
                source.backup(target)
        except (zstandard.ZstdError, sqlite3.Error) as error:
            raise BackupError(f"{backup} cannot be restored to {place}: {error}") from error


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=BUSY_SECONDS)) as connection:
        yield connection
