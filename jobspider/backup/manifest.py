"""What a backup says of itself, in a small JSON file beside it: written last, so a backup without it is not whole."""

from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from jobspider.errors import BackupError

SUFFIXES = {"mysql": ".sql.zst", "sqlite": ".db.zst"}
NAME = "jobspider-%Y%m%dT%H%M%SZ"
Kind = Literal["mysql", "sqlite"]


class Manifest(BaseModel):
    """A whole backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    """Which kind of database it is of: a dump of MySQL or MariaDB is no SQLite file."""
    made_at: datetime
    """When it was begun, UTC: what was committed by then is in it."""
    revision: str
    """The schema's."""
    bytes: int
    sha256: str
    """Of the compressed file, 64 hex digits."""

    @classmethod
    def of(cls, backup: Path) -> Self:
        """What stands beside a backup. Raises BackupError."""
        place = path_of(backup)
        try:
            return cls.model_validate_json(place.read_bytes())
        except FileNotFoundError:
            raise BackupError(f"there is no {place}: {backup} is no backup, or one that was never finished") from None
        except ValidationError as error:
            raise BackupError(f"{place} cannot be read: {error.errors()[0]['msg']}") from None


def path_of(backup: Path) -> Path:
    """Where a backup's manifest lies."""
    return backup.with_name(backup.name.partition(".")[0] + ".json")


def sha256_of(backup: Path) -> str:
    """Read in pieces, whatever its size."""
    with backup.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def checked(backup: Path) -> Manifest:
    """The manifest of a backup that is there and is what was written. Raises BackupError."""
    if not backup.is_file():
        raise BackupError(f"there is no backup {backup}")
    manifest = Manifest.of(backup)
    if sha256_of(backup) != manifest.sha256:
        raise BackupError(f"{backup} is damaged: its SHA-256 is not the one that {path_of(backup).name} names")
    return manifest
