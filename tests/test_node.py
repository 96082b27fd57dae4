"""`jobspider node`: given a password, then Scrapyd answers with login, and ends together with its crawls."""

import json
import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from deploy.jobspider import healthcheck
from jobspider.cli import app
from jobspider.errors import ConfigError
from jobspider.sample.child import child
from jobspider.sample.process import SampleBoard
from jobspider.sample.scrapyd_node import write_configuration
from jobspider.sample.servers import free_port

PASSWORD = "a-node-s-password"
COMMAND = "from jobspider.cli import main; main()"


@pytest.mark.parametrize("password", ["", "change-me"])
def test_a_node_without_a_password_of_its_own_is_refused(password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPYD_PASSWORD", password)

    ended = CliRunner().invoke(app, ["node"])

    assert isinstance(ended.exception, ConfigError)
    assert "no password of its own" in str(ended.exception)


@pytest.mark.servers
def test_a_node_answers_with_its_login_and_ends_with_its_crawls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/daemonstatus.json"
    write_configuration(tmp_path, port, "jobspider.settings")
    monkeypatch.setenv("SCRAPYD_PASSWORD", PASSWORD)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "jobspider.settings")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.chdir(tmp_path)

    with SampleBoard(latency=1.0) as board, child([sys.executable, "-c", COMMAND, "node"], subprocess.DEVNULL) as node:
        _until(lambda: healthcheck.main(url) == 0, "the node answers")
        login = "Basic " + b64encode(f"jobspider:{PASSWORD}".encode()).decode()
        asked = Request(f"http://127.0.0.1:{port}/schedule.json", headers={"Authorization": login})
        asked.data = f"project=jobspider&spider=indeed&base_url={board}&jobid=one".encode()
        with pytest.raises(HTTPError, match="401"):
            urlopen(asked.full_url)
        assert json.load(urlopen(asked))["status"] == "ok"
        log = tmp_path / "logs" / "jobspider" / "indeed" / "one.log"
        _until(lambda: b"/robots.txt" in urlopen(f"{board}/requests.log").read(), "the crawl has begun")
        node.send_signal(signal.SIGTERM)
        assert node.wait(30) == 0

    assert "Spider closed (shutdown)" in log.read_text()
    capsys.readouterr()
    assert healthcheck.main(url) == 1
    assert f"{url} does not answer" in capsys.readouterr().err


def _until(seen: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < deadline, f"not within a minute: {what}"
        time.sleep(0.1)
