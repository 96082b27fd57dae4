"""Given a crawl that was killed, when the spider is crawled again, then the record that was left open is closed."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from jobspider.sample.process import SampleBoard
from jobspider.tables import run_nodes, runs
from tests.crawling import ROOT, environment, rows, scrapy, scrapy_command
from tests.scheduling import wait_for

pytestmark = pytest.mark.servers


def test_the_next_crawl_closes_the_record_of_one_that_was_killed_and_of_none_that_lives(tmp_path: Path) -> None:
    url = os.environ["JOBSPIDER_DATABASE_URL"]
    scrapy("crawl", "indeed", "-a", "base_url=http://127.0.0.1:1", "-a", "run=first")  # makes the database
    with SampleBoard(latency=60) as slow, (tmp_path / "log").open("wb") as log:
        crawl = scrapy_command("crawl", "indeed", "-a", f"base_url={slow}", "-a")
        commands = ([*crawl, f"run={name}"] for name in ("killed", "alive"))
        killed, alive = (subprocess.Popen(each, cwd=ROOT, env=environment(), stderr=log) for each in commands)
        try:
            wait_for(lambda: {"killed", "alive"} <= {row["run_id"] for row in rows(url, run_nodes)}, 60)
            killed.send_signal(signal.SIGKILL)
            killed.wait(20)
            ended = scrapy("crawl", "indeed", "-a", "base_url=http://127.0.0.1:1", "-a", "run=next")
            found = {row["id"]: row for row in rows(url, runs)}
        finally:
            alive.kill()
            alive.wait(20)

    assert (found["killed"]["outcome"], found["killed"]["complete"]) == ("failed", False)
    assert found["killed"]["finished_at"] is not None
    assert found["alive"]["outcome"] is None
    assert "of run killed ended without a word" in ended.err
