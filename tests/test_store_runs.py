"""Given one or more nodes, when they open and close a run, then there is one row for it and one for each node."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DataError

from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.runs import close_node, close_run, closed_parts, hold, open_node, open_run
from jobspider.store.transaction import in_transaction, transaction
from jobspider.tables import run_nodes, runs

START = datetime(2026, 11, 22, 12, 0, 0, 1, UTC)
END = START + timedelta(minutes=5)


def test_several_nodes_share_one_run(engine: Engine) -> None:
    for number, node in enumerate(("node-1:10", "node-2:10")):
        with engine.begin() as connection:
            started = START + timedelta(seconds=number)
            open_run(connection, "indeed-1", "indeed", {"query": "data 😀", "pages": 3}, started, False)
            open_node(connection, "indeed-1", node, started)
            open_node(connection, "indeed-1", node, END)
    with engine.begin() as connection:
        close_node(connection, "indeed-1", "node-2:10", END, "ok", {"pages": 7})
        close_run(connection, "indeed-1", END, "partial", False, {"pages": 9, "postings": 120})
    with engine.connect() as connection:
        run = connection.execute(select(runs)).one()
        nodes = connection.execute(select(run_nodes).order_by(run_nodes.c.node)).all()
    assert (run.spider, run.arguments, run.started_at) == ("indeed", {"query": "data 😀", "pages": 3}, START)
    assert (run.finished_at, run.outcome, run.complete) == (END, "partial", False)
    assert (run.counts, run.robots_lifted) == ({"pages": 9, "postings": 120}, False)
    assert [(node.node, node.outcome, node.counts) for node in nodes] == [
        ("node-1:10", None, {}),
        ("node-2:10", "ok", {"pages": 7}),
    ]
    assert nodes[0].started_at == START


def test_runs_whose_ids_differ_in_case_only_are_two(engine: Engine) -> None:
    with engine.begin() as connection:
        for run_id in ("run-a", "run-A"):
            open_run(connection, run_id, "indeed", {}, START, True)
    with engine.connect() as connection:
        assert sorted(connection.execute(select(runs.c.id)).scalars()) == ["run-A", "run-a"]


def test_an_id_that_is_too_long_is_refused_and_not_cut(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    schema.upgrade(engine)
    with engine.connect() as connection, pytest.raises(DataError, match="Data too long for column 'id'"):
        open_run(connection, "x" * 65, "indeed", {}, START, False)
    engine.dispose()


def test_processes_that_end_at_the_same_moment_see_each_other(engine: Engine) -> None:
    with transaction(engine) as connection:
        open_run(connection, "run", "indeed", {}, START, False)
        for node in ("a:1", "b:1"):
            open_node(connection, "run", node, START)
    both = Barrier(2)

    def end(node: str) -> int:
        def write(connection: Connection) -> int:
            hold(connection, "run")
            close_node(connection, "run", node, END, "ok", {"pages": 1})
            return len(closed_parts(connection, "run"))

        both.wait()
        return in_transaction(engine, write)

    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(end, ("a:1", "b:1"))) == [1, 2]
