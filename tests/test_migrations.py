"""Given any database, when it is migrated, then it has exactly the tables that the code declares."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from jobspider.errors import DatabaseSchemaError
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.migrate import configuration
from jobspider.tables import metadata
from tests.crawling import jobspider

pytestmark = pytest.mark.servers


def declared(_object: object, name: str | None, *_: object) -> bool:
    """Full-text indexes are each database's own: they are made by the migration and not declared."""
    return not str(name).startswith(("posting_words", "ft_"))


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": declared})
        return list(compare_metadata(context, metadata))


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if declared(None, name)}


def test_migrating_from_nothing_gives_the_declared_tables(database_url: str) -> None:
    engine = create_engine(database_url)
    schema.upgrade(engine)
    assert schema.current(engine) == schema.head()
    assert differences(engine) == []
    assert tables(engine) == {*metadata.tables, "alembic_version"}
    engine.dispose()


def test_the_files_are_in_the_order_of_the_chain() -> None:
    chain = ScriptDirectory.from_config(configuration()).walk_revisions()
    assert schema.revisions() == tuple(script.revision for script in chain)


def test_each_revision_is_reached_twice_without_harm_and_left_again(database_url: str) -> None:
    engine = create_engine(database_url)
    oldest_first = tuple(reversed(schema.revisions()))
    for revision in oldest_first:
        schema.upgrade(engine, revision)
        schema.upgrade(engine, revision)
        assert schema.current(engine) == revision
    for revision in (*schema.revisions()[1:], "base"):
        schema.downgrade(engine, revision)
    assert schema.current(engine) is None
    assert tables(engine) == {"alembic_version"}
    schema.upgrade(engine)
    assert differences(engine) == []
    engine.dispose()


def test_keys_are_compared_byte_by_byte_and_text_alike_on_every_server(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    schema.upgrade(engine)
    collations = text("SELECT column_name, collation_name FROM information_schema.columns WHERE table_name = :table")
    with engine.connect() as connection:
        schema_only = text(f"{collations} AND table_schema = DATABASE()")
        found = {row[0]: row[1] for row in connection.execute(schema_only, {"table": "postings"})}
    assert (found["source"], found["source_id"]) == ("utf8mb4_bin", "utf8mb4_bin")
    assert found["title"] == "utf8mb4_unicode_520_ci"
    engine.dispose()


def test_a_sqlite_file_migrates_itself(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    schema.prepare(engine)
    schema.prepare(engine)
    assert differences(engine) == []
    engine.dispose()


def test_an_empty_or_old_mysql_database_is_refused_with_the_command(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    with pytest.raises(DatabaseSchemaError, match="has no schema yet: run `jobspider db upgrade`"):
        schema.prepare(engine)
    assert tables(engine) <= {"alembic_version"}
    schema.upgrade(engine)
    schema.prepare(engine)
    engine.dispose()


def test_a_database_of_a_newer_jobspider_is_left_alone(database_url: str) -> None:
    engine = create_engine(database_url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseSchemaError, match=r"at schema 9999, which this version .* install a newer one"):
        schema.prepare(engine)
    engine.dispose()


def start_up(url: str, start: Callable[[Engine], None]) -> str | None:
    engine = create_engine(url)
    start(engine)
    found = schema.current(engine)
    engine.dispose()
    return found


def at_once(url: str, start: Callable[[Engine], None], processes: int) -> list[str | None]:
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return list(pool.map(start_up, [url] * processes, [start] * processes))


def test_processes_that_start_at_once_on_an_empty_file_all_come_up(tmp_path: Path) -> None:
    assert at_once(f"sqlite:///{tmp_path / 'new.db'}", schema.prepare, 4) == [schema.head()] * 4


def test_two_operators_who_upgrade_at_once_both_succeed(mariadb_url: str) -> None:
    assert at_once(mariadb_url, schema.upgrade, 2) == [schema.head()] * 2


def test_asking_for_the_schema_makes_no_file(tmp_path: Path) -> None:
    ended = jobspider("db", "status", database_url=f"sqlite:///{tmp_path}/none.db")

    assert (ended.code, ended.out) == (0, "There is no schema yet.\n")
    assert not (tmp_path / "none.db").exists()
