"""Given two nodes with a finished run, when ScrapydWeb looks at them, then it shows both, to who logs in."""

import os
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from aiohttp import encode_basic_auth

from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.sample.scrapydweb import is_installed, scrapydweb
from jobspider.sample.servers import free_port
from jobspider.schedule.scrapyd import Scrapyd
from tests.scheduling import ask, wait_for

pytestmark = pytest.mark.servers

RUN = "daily-20261122T040000Z"


@pytest.fixture(autouse=True)
def _installed() -> None:
    if not is_installed():
        reason = "ScrapydWeb is not installed: `make .venv-scrapydweb/installed` does it"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def test_it_shows_both_nodes_and_a_finished_run(sample_board: str, tmp_path: Path) -> None:
    settings = {"JOBSPIDER_DATABASE_URL": f"sqlite:///{tmp_path / 'crawl.db'}", "JOBSPIDER_DOWNLOAD_DELAY": "0"}
    folders = [tmp_path / "1", tmp_path / "2"]
    with scrapyd_node(folders[0], settings) as (first, _), scrapyd_node(folders[1], settings) as (second, _):
        urls, logs, port = [first, second], [folder / "logs" for folder in folders], free_port()
        for url in urls:
            ask(url, Scrapyd.schedule, "indeed", RUN, {"base_url": sample_board})
        wait_for(lambda: all(RUN in ask(url, Scrapyd.jobs).finished for url in urls))

        with scrapydweb(tmp_path / "web", urls, logs, port, "p@ss") as (address, _, log):
            with pytest.raises(HTTPError, match="401"):
                urlopen(f"{address}/1/servers/")
            servers = page(f"{address}/1/servers/")
            jobs = [page(f"{address}/{place}/jobs/") for place in (1, 2)]
            wait_for(lambda: "LogParser v" in page(f"{address}/2/jobs/"))

    assert all(url.split("@")[1] in servers for url in urls)
    assert all(RUN in each for each in jobs)
    assert log.stat().st_mode & 0o077 == 0


def page(url: str) -> str:
    """A page, after the login."""
    request = Request(url, headers={"Authorization": encode_basic_auth("jobspider", "p@ss")})
    with urlopen(request, timeout=20) as answer:
        body: bytes = answer.read()
    return body.decode()
