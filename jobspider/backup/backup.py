"""Makes a backup of the database, and fills a database from one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect

from jobspider.backup import mysql, sqlite
from jobspider.backup.folder import PRIVATE, remove_old, written
from jobspider.backup.manifest import NAME, SUFFIXES, Kind, Manifest, checked, path_of, sha256_of
from jobspider.errors import BackupError
from jobspider.store.schema import current, revisions


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    manifest: Manifest
    removed: list[Path]
    """Older ones that were removed for it."""


def make(engine: Engine, folder: Path, keep: int, now: datetime) -> Made:
    """Writes a backup into the folder, then removes all but the last `keep`. Raises BackupError, leaving no half."""
    revision = current(engine)
    if revision is None:
        raise BackupError(f"{_shown(engine)} has no tables of jobspider: there is nothing to back up")
    if not folder.is_dir():
        raise BackupError(f"there is no folder {folder}: make it first, on another disk than the database's")
    kind = kind_of(engine)
    place = folder / (now.astimezone(UTC).strftime(NAME) + SUFFIXES[kind])
    if place.exists():
        raise BackupError(f"{place} is there already: a second backup in the same second is refused")
    with written(place) as part:
        (mysql if kind == "mysql" else sqlite).dump(engine, part)
    size, digest = place.stat().st_size, sha256_of(place)
    manifest = Manifest(kind=kind, made_at=now, revision=revision, bytes=size, sha256=digest)
    with written(path_of(place)) as part:
        part.write_text(manifest.model_dump_json(indent=1) + "\n")
    return Made(place, manifest, remove_old(folder, keep))


def restore(engine: Engine, backup: Path, *, force: bool) -> Manifest:
    """Fills the database from a backup. Raises BackupError before anything is changed, where it can tell.

    A database that holds tables is refused unless `force` is given: then all of them are dropped.
    """
    manifest = checked(backup)
    _refuse_unfit(engine, backup, manifest, force)
    if manifest.kind == "sqlite":
        sqlite.load(engine, backup)
    else:
        mysql.empty(engine)
        mysql.load(engine, backup)
    return manifest


def kind_of(engine: Engine) -> Kind:
    """Dumps of MySQL and MariaDB are one kind."""
    return "sqlite" if engine.dialect.name == "sqlite" else "mysql"


def note(file: Path, made: Made) -> None:
    """Says in node-exporter's text format when the last backup was done, for an alarm when there is none."""
    lines = (
        "# HELP jobspider_backup_finished_timestamp_seconds When the last backup was finished, seconds since 1970.",
        "# TYPE jobspider_backup_finished_timestamp_seconds gauge",
        f"jobspider_backup_finished_timestamp_seconds {datetime.now(UTC).timestamp():.0f}",
        "# HELP jobspider_backup_bytes Size of the last backup.",
        "# TYPE jobspider_backup_bytes gauge",
        f"jobspider_backup_bytes {made.manifest.bytes}",
    )
    with written(file) as part:
        part.write_text("\n".join((*lines, "")))
        part.chmod(PRIVATE | 0o044)


def _refuse_unfit(engine: Engine, backup: Path, manifest: Manifest, force: bool) -> None:
    if manifest.kind != kind_of(engine):
        raise BackupError(f"{backup} is of a {manifest.kind} database, {_shown(engine)} is {kind_of(engine)}")
    if manifest.revision not in revisions():
        raise BackupError(
            f"{backup} is at schema {manifest.revision}, which this version of jobspider doesn't know: "
            "install a newer one"
        )
    if not force and _holds_tables(engine):
        raise BackupError(f"{_shown(engine)} is not empty: with --force all that it holds is replaced")


def _holds_tables(engine: Engine) -> bool:
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        return False
    with engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)
