"""Given node addresses and a real Scrapyd, when asked, then its jobs, or a sentence without the password."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from jobspider.errors import ConfigError, NodeError
from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.sample.servers import free_port
from jobspider.schedule.nodes import Nodes
from jobspider.schedule.scrapyd import Jobs, Scrapyd, nodes
from tests.scheduling import ask, wait_for


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A node whose crawls end at once, since their database is nowhere."""
    folder = tmp_path_factory.mktemp("node")
    with scrapyd_node(folder, {"JOBSPIDER_DATABASE_URL": "sqlite:////nowhere/x.db"}, password="p@ss:w/rd") as (url, _):
        yield url.replace("p@ss:w/rd", "p%40ss:w%2Frd")


def test_addresses_are_names_for_people_and_nothing_else_of_them_is_shown() -> None:
    first, second, third = nodes("http://user:hunter2@node-1:6800/, https://node-2/scrapyd ,http://[::1]:6801,")

    assert [each.name for each in (first, second, third)] == ["node-1:6800", "node-2:443", "[::1]:6801"]
    assert (first.url, second.url) == ("http://node-1:6800", "https://node-2:443/scrapyd")
    assert "hunter2" not in repr(first)


@pytest.mark.parametrize(
    "wrong", ["node-1:6800", "ftp://u:hunter2@h", "http://u:hunter2@h:port", "http://", "http://h?x"]
)
def test_what_is_no_address_is_named_by_its_place(wrong: str) -> None:
    with pytest.raises(ConfigError, match="Address 2 of JOBSPIDER_SCRAPYD_URLS") as refused:
        nodes(f"http://node-1:6800,{wrong}")
    assert "hunter2" not in str(refused.value)


def test_a_node_named_twice_is_refused() -> None:
    with pytest.raises(ConfigError, match="names a node twice"):
        nodes("http://a:b@node:6800,http://node:6800")


@pytest.mark.servers
def test_a_job_is_listed_under_the_id_that_it_was_given(node: str) -> None:
    ask(node, Scrapyd.schedule, "indeed", "run-1", {"query": "a b&c=d"}, 2)

    finished = wait_for(lambda: (jobs := ask(node, Scrapyd.jobs)).finished and jobs)

    assert finished == Jobs(finished=frozenset({"run-1"}))
    assert ask(node, Scrapyd.status)["finished"] == 1
    assert ask(node, Scrapyd.cancel, "run-1") is None


@pytest.mark.servers
def test_what_a_node_refuses_is_a_sentence(node: str) -> None:
    with pytest.raises(NodeError, match=r"refuses schedule.json: spider 'nobody' not found"):
        ask(node, Scrapyd.schedule, "nobody", "run-2", {})
    with pytest.raises(NodeError, match="refuses our name or password") as refused:
        ask(node.replace("jobspider:", "jobspider:hunter2"), Scrapyd.jobs)
    assert "hunter2" not in str(refused.value)


@pytest.mark.servers
def test_one_node_of_two_is_down_and_comes_back(node: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()

    async def surveys() -> None:
        async with ClientSession() as session:
            both = Nodes(session, nodes(f"{node},http://jobspider:secret@127.0.0.1:{port}"))
            for _ in range(2):
                found = await both.survey()
                assert list(found.down.values()) == [f"127.0.0.1:{port} cannot be reached (ClientConnectorError)"]
                assert len(found.jobs) == 1
            with scrapyd_node(tmp_path, {}, port, "secret"):
                assert not (await both.survey()).down

    with caplog.at_level("INFO"):
        asyncio.run(surveys())

    assert caplog.text.count("is skipped until it answers") == 1
    assert caplog.text.count("answers again") == 1


def test_a_server_that_is_no_scrapyd_is_told_apart(sample_board: str) -> None:
    with pytest.raises(NodeError, match=r"answered listjobs.json with status 404"):
        ask(sample_board, Scrapyd.jobs)
