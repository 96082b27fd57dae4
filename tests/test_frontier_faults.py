"""Errors in downloader middlewares, and in the frontier itself, lose no request and hang no process."""

from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.frontier.crew import crew
from tests.frontier.site import Site, running

pytestmark = pytest.mark.servers

CLOSED = "http://127.0.0.1:1/"  # nobody listens there
QUICK = {"FRONTIER_BACKOFF_SECONDS": 0.02}
RAISING: dict[str, Any] = {
    **QUICK,
    "DOWNLOADER_MIDDLEWARES": {
        "jobspider.middlewares.lease.LeaseDownloaderMiddleware": 1,
        "tests.frontier.faults.RaisingMiddleware": 500,
    },
}


def letters(redis_url: str, run: str) -> list[bytes]:
    """The dead letters of a run."""
    with Redis.from_url(redis_url) as redis:
        found: list[bytes] = redis.lrange(f"jobspider:{{p0}}:tree:{run}:dead", 0, -1)
    return found


def test_an_error_in_process_response_is_a_failure_of_the_request(tmp_path: Path, redis_url: str) -> None:
    with running(Site(70)) as site, crew(tmp_path, site.url, redis_url, settings=RAISING) as gang:
        gang.arguments = {"run": "raising"}
        stats = gang.start().end(30)
        assert len(gang.stored()) == 69
        assert (site.fetched()["/7"], site.fetched()["/8"]) == (5, 2)
    assert stats["frontier/nacked"] == 6
    (letter,) = letters(redis_url, "raising")
    assert b"a downloader middleware raised an error" in letter


def test_a_redirect_is_no_failure(tmp_path: Path, redis_url: str) -> None:
    with running(Site(30)) as site, crew(tmp_path, site.url, redis_url, settings=QUICK) as gang:
        site.special["/3"] = lambda: (301, {"Location": "/700"}, "")
        stats = gang.start().end(30)
        assert len(gang.stored()) == 30
        assert f"{site.url}700" in gang.stored()
    assert "frontier/nacked" not in stats


def test_an_error_in_process_exception_is_a_failure_of_the_request(tmp_path: Path, redis_url: str) -> None:
    with running(Site(20)) as site, crew(tmp_path, site.url, redis_url, settings=RAISING) as gang:
        gang.url, gang.arguments = "", {"run": "unreachable", "starts": [f"{site.url}10", CLOSED]}
        stats = gang.start().end(30)
        assert len(gang.stored()) == 1
    assert stats["frontier/nacked"] == 5
    (letter,) = letters(redis_url, "unreachable")
    assert CLOSED.encode() in letter


@pytest.mark.parametrize("fault", ["nudge", "ended"])
def test_an_error_of_the_frontier_itself_loses_nothing_and_ends(tmp_path: Path, redis_url: str, fault: str) -> None:
    faulty = {"EXTENSIONS": {"tests.frontier.faults.BrokenFrontier": 1}, "FAULTS": [fault], **QUICK}
    with running(Site(150)) as site, crew(tmp_path, site.url, redis_url, settings=faulty) as gang:
        stats = gang.start().end(30)
        assert len(gang.stored()) == 150
    assert stats["finish_reason"] == "finished"
    assert stats["frontier/errors"] > 0


def test_a_process_whose_courier_breaks_leaves_and_another_one_ends_the_run(tmp_path: Path, redis_url: str) -> None:
    faulty: dict[str, Any] = {"EXTENSIONS": {"tests.frontier.faults.BrokenFrontier": 1}, "FAULTS": ["courier"]}
    with running(Site(400, latency=0.05)) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments = {"run": "broken"}
        broken, sound = gang.start(**faulty), gang.start()
        assert broken.end(30)["finish_reason"] == "frontier_failed"
        assert "a fault inside the frontier" in broken.text
        sound.end(30)
        assert len(gang.stored()) == 400
