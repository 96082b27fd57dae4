"""`jobspider frontier` shows what there is, lists dead letters and replays them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobspider.cli.frontier import frontier_app
from jobspider.config import config
from tests.frontier.crew import crew
from tests.frontier.site import Answer, Site, running

pytestmark = pytest.mark.servers


@pytest.fixture
def cli(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command on the session's Redis."""
    monkeypatch.setenv("JOBSPIDER_REDIS_URL", redis_url)
    monkeypatch.setenv("COLUMNS", "160")
    config.cache_clear()
    return CliRunner()


def test_a_running_crawl_is_shown_with_its_nodes_and_hosts(tmp_path: Path, redis_url: str, cli: CliRunner) -> None:
    with running(Site(400, latency=0.1)) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments = {"run": "shown"}
        gang.start()
        gang.wait_for(100)
        shown = cli.invoke(frontier_app, []).output
        row = next(line for line in shown.splitlines() if "shown" in line).split("│")
        pending, leased, done = (int(row[column]) for column in (3, 5, 7))
        assert pending > 0
        assert 0 < leased <= 33
        assert done >= 50
        assert "127.0.0.1" in shown


def test_dead_letters_are_listed_and_replayed(tmp_path: Path, redis_url: str, cli: CliRunner) -> None:
    broken = [True]

    def flaky() -> Answer:
        return (503, {}, "") if broken[0] else (200, {}, "")

    with running(Site(50, special={"/8": flaky})) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments, gang.settings = {"run": "replayed"}, {"FRONTIER_BACKOFF_SECONDS": 0.01}
        gang.start().end()
        listed = cli.invoke(frontier_app, ["dead", "tree", "replayed"]).output.split("\t")
        assert listed[1:] == [f"{site.url}8", "HTTP status 503\n"]
        broken[0] = False
        assert cli.invoke(frontier_app, ["replay", "tree", "replayed"]).output.startswith("1 requests go on with")
        gang.start().end()
        assert f"{site.url}8" in gang.stored()
        assert site.fetched()["/8"] == 6
        assert site.fetched()["/1"] == 1
        assert not cli.invoke(frontier_app, ["dead", "tree", "replayed"]).output
