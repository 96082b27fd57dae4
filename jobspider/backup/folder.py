"""The folder that backups lie in: whole ones only, the oldest are removed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobspider.backup.manifest import SUFFIXES, path_of
from jobspider.errors import BackupError

PRIVATE = 0o600
"""A backup holds all that the database does: nobody but its owner reads it."""


@contextmanager
def written(place: Path) -> Iterator[Path]:
    """A file to write, which gets its name when the block ends well, on the disk and not only on its way there."""
    part = place.with_name(f".{place.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(PRIVATE, exist_ok=False)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.rename(place)
    except OSError as error:
        raise BackupError(f"{place} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def backups(folder: Path) -> list[Path]:
    """Whole backups, the oldest first: their names are their times."""
    found = (path for suffix in SUFFIXES.values() for path in folder.glob(f"jobspider-*{suffix}"))
    return sorted(path for path in found if path_of(path).is_file())


def remove_old(folder: Path, keep: int) -> list[Path]:
    """Removes all but the youngest; first the manifest, so that what is half removed is no backup."""
    old = backups(folder)[:-keep]
    for path in old:
        path_of(path).unlink()
        path.unlink()
    return old
