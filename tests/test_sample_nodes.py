"""Given one command, when `jobspider nodes` runs, then the service is there, and gone after Ctrl-C, crawls included."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from jobspider.sample.process import SampleBoard
from jobspider.sample.servers import free_port
from jobspider.schedule.scrapyd import Scrapyd
from tests.crawling import ROOT, environment
from tests.scheduling import COMMAND, ask, jobspider, wait_for

pytestmark = pytest.mark.servers


def test_the_service_crawls_and_leaves_nothing_behind(tmp_path: Path) -> None:
    api, web, first_port, second_port = (str(free_port()) for _ in range(4))
    ports = ("--port", api, "--scrapydweb-port", web, "--scrapyd-ports", first_port, second_port)
    command = [*COMMAND, "nodes", "--folder", str(tmp_path), *ports]
    with (
        SampleBoard(latency=2) as board,
        (tmp_path / "out").open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=output, stderr=output) as service,
    ):
        try:
            wait_for(lambda: "Ctrl-C" in (tmp_path / "out").read_text(), 60)
            exported = (tmp_path / "environment").read_text()
            settings = dict(re.findall(r"export JOBSPIDER_(\w+)='?(.*?)'?$", exported, re.MULTILINE))
            spider = ("--spider", "indeed", "-a", f"base_url={board}")
            jobspider("schedule", "add", "slow", "--cron", "@yearly", *spider, **settings)
            run = jobspider("schedule", "fire", "slow", **settings).split()[-1]
            first = settings["SCRAPYD_URLS"].split(",")[0]
            pid = wait_for(lambda: ask(first, Scrapyd.jobs).running.get(run))
            table = wait_for(lambda: run in (shown := jobspider("runs", **settings)) and shown)
        finally:
            service.send_signal(signal.SIGINT)
            service.wait(60)

    assert "goes on" in str(table)
    assert len(settings["SECRET_KEY"]) >= 32, "nobody could sign in to its pages"
    assert service.returncode == 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
