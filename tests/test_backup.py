"""Given a database in use, when it is backed up and restored elsewhere, then every row is there."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from jobspider.backup.backup import Made, make, restore
from jobspider.backup.client import program
from jobspider.backup.folder import backups
from jobspider.backup.manifest import path_of
from jobspider.cli import app
from jobspider.config import config
from jobspider.errors import BackupError
from jobspider.planner.planner import planner_of
from jobspider.posting import Posting
from jobspider.sample.servers import redis_server
from jobspider.store.engine import create_engine, shared_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import head, upgrade
from jobspider.tables import locks, metadata, outbox, searches
from tests.served_data import fill

NOW = datetime(2026, 11, 22, 4, 30, 15, tzinfo=UTC)
ODD = 'O\'Brien & "Söhne" \\ 100 % \U0001f600 -- ; DROP TABLE\r\n\t\\! echo {{x}} \x1a'


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.servers)])
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """A database with a little of everything, and an empty one of the same kind."""
    if request.param == "sqlite":
        urls = [f"sqlite:///{tmp_path / 'one.db'}", f"sqlite:///{tmp_path / 'two.db'}"]
    else:
        one = request.getfixturevalue("mariadb_url")
        urls = [one, make_url(one).set(database=f"{make_url(one).database}_two").render_as_string(hide_password=False)]
        run(one, f"CREATE DATABASE {make_url(urls[1]).database}")
    fill(urls[0])
    one, two = (create_engine(url) for url in urls)
    add_oddities(one)
    yield one, two
    if request.param != "sqlite":
        run(urls[0], f"DROP DATABASE {two.url.database}")
    one.dispose()
    two.dispose()


def run(url: str, statement: str) -> None:
    """One statement."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def add_oddities(engine: Engine) -> None:
    """What a dump could spoil: quotes, backslashes, four-byte letters, long text, fractions, NULL, JSON."""
    odd = {"title": "Chef \U0001f468\u200d\U0001f373", "company": ODD, "description_html": "<p>" + ODD * 3000 + "</p>"}
    raw = {"source_id": "odd", "url": "https://jobs.example/odd", "salary_min": 0.1 + 0.2, "skills": ["C++", "Go"]}
    upsert(engine, [Posting.from_raw({**odd, **raw}, source="example", now=NOW)], NOW + timedelta(microseconds=123_456))
    fixed = {"spider": "indeed", "least_seconds": 1, "most_seconds": 9, "interval_seconds": 5, "created_at": NOW}
    values = {"key": "odd", "arguments": {"query": ODD, "none": None}, "next_crawl_at": NOW, **fixed}
    with engine.begin() as connection:
        connection.execute(insert(searches).values(values))


def all_rows(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, and the schema's revision."""
    with engine.connect() as connection:
        found = {name: sorted(map(repr, connection.execute(select(table)))) for name, table in metadata.tables.items()}
        return {
            **found,
            "revision": list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()),
        }


@contextmanager
def writing(engine: Engine) -> Iterator[None]:
    """Somebody writes pairs of rows, each pair in one transaction, for as long as the block lasts."""
    ended, begun = Event(), Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            with engine.begin() as connection:
                connection.execute(insert(outbox).values(posting_id=number, event="new", at=NOW))
                connection.execute(insert(locks).values(name=f"pair-{number}", owner="me", expires_at=NOW))
            number += 1
            begun.set()

    thread = Thread(target=write)
    thread.start()
    begun.wait(30)
    try:
        yield
    finally:
        ended.set()
        thread.join()


def test_every_row_is_in_the_database_that_was_restored_as_of_one_moment(
    engines: tuple[Engine, Engine], tmp_path: Path
) -> None:
    one, two = engines

    made = make(one, tmp_path, 3, NOW)
    restored = restore(two, made.path, force=False)

    assert all_rows(two) == all_rows(one)
    assert restored.revision == head()
    assert made.path.name.startswith("jobspider-20261122T043015Z.")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]

    with pytest.raises(BackupError, match="is not empty: with --force"):
        restore(two, made.path, force=False)
    run(two.url.render_as_string(hide_password=False), "DELETE FROM searches")
    run(two.url.render_as_string(hide_password=False), "CREATE TABLE of_a_later_version (id INT PRIMARY KEY)")
    restore(two, made.path, force=True)
    assert all_rows(two) == all_rows(one)
    with two.connect() as connection:
        assert "of_a_later_version" not in two.dialect.get_table_names(connection)

    with writing(one):
        during = make(one, tmp_path, 3, NOW + timedelta(days=1))
    restore(two, during.path, force=True)
    with two.connect() as connection:
        counted = [connection.scalar(select(func.count()).select_from(table)) for table in (outbox, locks)]
    assert counted[0] == counted[1]  # of one moment: no pair is torn apart
    assert counted[0]


@pytest.fixture
def small(tmp_path: Path) -> Engine:
    """A SQLite database with nothing but its tables."""
    engine = create_engine(f"sqlite:///{tmp_path / 'small.db'}")
    upgrade(engine)
    return engine


def test_the_last_backups_are_kept_and_only_whole_ones_count(small: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    half = folder / "jobspider-20261101T000000Z.db.zst"
    half.touch()

    made = [make(small, folder, 2, NOW + timedelta(days=day)) for day in range(4)]

    assert backups(folder) == [each.path for each in made[2:]]
    assert made[3].removed == [made[1].path]
    assert half.exists()
    with pytest.raises(BackupError, match=r"is no backup, or one that was never finished"):
        restore(small, half, force=True)
    with pytest.raises(BackupError, match="is there already"):
        make(small, folder, 2, NOW + timedelta(days=3))


def changed(made: Made, old: str, new: str) -> None:
    """Writes something else into a backup's manifest."""
    place = path_of(made.path)
    place.write_text(place.read_text().replace(old, new))


def test_what_does_not_fit_is_refused_before_anything_is_changed(small: Engine, tmp_path: Path) -> None:
    made = make(small, tmp_path, 3, NOW)
    before = all_rows(small)

    changed(made, f'"{head()}"', '"9999"')
    with pytest.raises(BackupError, match="is at schema 9999, which this version of jobspider doesn't know"):
        restore(small, made.path, force=True)
    changed(made, '"9999"', f'"{head()}"')
    changed(made, '"sqlite"', '"mysql"')
    with pytest.raises(BackupError, match=r"is of a mysql database, sqlite:.* is sqlite"):
        restore(small, made.path, force=True)
    changed(made, '"mysql"', '"sqlite"')
    made.path.write_bytes(made.path.read_bytes()[:-1])
    with pytest.raises(BackupError, match="is damaged: its SHA-256"):
        restore(small, made.path, force=True)
    with pytest.raises(BackupError, match="there is no backup"):
        restore(small, tmp_path / "nowhere.db.zst", force=True)
    with pytest.raises(BackupError, match="there is no folder"):
        make(small, tmp_path / "nowhere", 3, NOW)
    with pytest.raises(BackupError, match="has no tables of jobspider"):
        make(create_engine(f"sqlite:///{tmp_path / 'none.db'}"), tmp_path, 3, NOW)

    assert all_rows(small) == before


def test_a_password_is_on_no_command_line_and_no_failure_leaves_a_file(mariadb_url: str, tmp_path: Path) -> None:
    login = f"b{make_url(mariadb_url).database}"
    password = 'a"b#c;d\\e= f'
    run(mariadb_url, f"CREATE USER '{login}'@'%' IDENTIFIED BY '{password}'")
    run(mariadb_url, f"GRANT SELECT ON *.* TO '{login}'@'%'")
    url = make_url(mariadb_url).set(username=login, password=password)
    try:
        with program("mariadb-dump", url, "--no-data", "--no-tablespaces", str(url.database)) as process:
            words = [str(word) for word in process.args] if isinstance(process.args, list) else []
            folder = Path(words[1].partition("=")[2]).parent
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert process.stdout is not None
            assert b"Dump completed" in process.stdout.read()
        assert "b#c" not in " ".join(words)
        assert not folder.exists()

        wrong = create_engine(url.set(password="wrong").render_as_string(hide_password=False))
        with pytest.raises(BackupError, match=r"mariadb ended with 1: .*Access denied"):
            run_client(wrong)
        for refused in ("'\"", "line\nend"):
            with pytest.raises(BackupError, match="take another"), program("mariadb", url.set(password=refused)):
                pass
    finally:
        run(mariadb_url, f"DROP USER '{login}'@'%'")


def run_client(engine: Engine) -> None:
    """The client, which has nothing to do."""
    with program("mariadb", engine.url, "--execute=SELECT 1"):
        pass


def test_the_commands_say_what_they_did_and_build_the_queues_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    fill(url)
    one = create_engine(url)
    add_oddities(one)
    with redis_server() as redis_url, Redis.from_url(redis_url) as redis:
        monkeypatch.setenv("JOBSPIDER_DATABASE_URL", url)
        monkeypatch.setenv("JOBSPIDER_REDIS_URL", redis_url)
        config.cache_clear()
        prom = tmp_path / "jobspider.prom"

        made = CliRunner().invoke(app, ["backup", str(tmp_path), "--metrics", str(prom)])
        assert made.exit_code == 0, made.output
        (file,) = backups(tmp_path)
        assert made.output.startswith(f"{file}: ")
        assert f"jobspider_backup_bytes {file.stat().st_size}\n" in prom.read_text()
        with one.begin() as connection:
            connection.execute(text("DELETE FROM searches"))
        redis.set("jobspider:{d0}:due:built", "1")  # a queue that was built, and is empty

        refused = CliRunner().invoke(app, ["restore", str(file)])
        assert isinstance(refused.exception, BackupError)
        restored = CliRunner().invoke(app, ["restore", str(file), "--force"])

        assert restored.exit_code == 0, restored.output
        assert "The queues of what is due were built again." in restored.output
        assert planner_of(config()).due() == {"indeed": 1}
    shared_engine(url).dispose()
    one.dispose()
