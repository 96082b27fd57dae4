"""The whole stack on a real swarm of two machines: `make test-deploy`. Each test goes on from the one before."""

import pytest

from tests.deploy.conftest import HOST, Deployment
from tests.deploy.swarm import say, until

pytestmark = pytest.mark.timeout(3000)

FIRST, SECOND = 600, 900
"""Postings of the two boards, as stack.test.yml says."""


def test_only_traefik_is_reached_and_only_by_https(deployment: Deployment) -> None:
    swarm = deployment.swarm
    plain = ("--output", "/dev/null", "--write-out", "%{http_code}")
    published = swarm.docker("service", "ls", "--quiet").split()
    shown = "{{.Spec.Name}} {{len .Endpoint.Ports}}"
    ports = swarm.docker("service", "inspect", "--format", shown, *published).splitlines()

    assert [line for line in ports if not line.endswith(" 0")] == ["jobspider_traefik 2"]
    assert "strict-transport-security: max-age=31536000" in deployment.get("/healthz", HOST, "--include").lower()
    # Larger than what a proxy likes to keep in memory.
    assert deployment.get("/static/swagger/swagger-ui-bundle.js", HOST, *plain) == "200"
    assert deployment.get("/metrics", HOST, *plain) == "404"
    assert deployment.get("/dashboard/", f"traefik.{HOST}", *plain) == "401"
    assert deployment.get("/", f"scrapydweb.{HOST}", *plain) == "401"


def test_a_run_is_shared_by_both_nodes_and_ends_complete(deployment: Deployment) -> None:
    run = deployment.fire("shared", "http://board-1:8000")

    until(lambda: deployment.ended(run), f"the run {run} ends", 900)

    # The last process to end closes the run; the other one's own record may be a moment behind.
    until(lambda: all(process["counts"] for process in deployment.run(run)["processes"]), "both have told")
    found = deployment.run(run)
    shares = [process["counts"]["postings"] for process in found["processes"]]
    say(f"shared by both nodes: {shares}")
    assert (found["outcome"], found["complete"]) == ("ok", True)
    assert found["counts"]["postings"] == FIRST == sum(shares)
    assert len(shares) == 2
    assert min(shares) > FIRST / 10  # on a busy machine one begins half a minute after the other
    assert stored(deployment) == FIRST


def test_nothing_is_lost_when_the_link_to_a_node_is_cut(deployment: Deployment) -> None:
    swarm = deployment.swarm
    run = deployment.fire("cut", "http://board-2:8000")
    until(lambda: stored(deployment) >= FIRST + 60, "both nodes are at work", 600)

    swarm.second.cut()
    try:
        seen = stored(deployment)
        say(f"cut off with {seen - FIRST} of {SECOND} stored")
        assert seen < FIRST + SECOND
        until(
            lambda: "node2 Down" in swarm.docker("node", "ls", "--format", "{{.Hostname}} {{.Status}}"), "it is missed"
        )
    finally:
        swarm.second.join()
    until(lambda: "node2 Ready" in swarm.docker("node", "ls", "--format", "{{.Hostname}} {{.Status}}"), "it is back")
    until(lambda: deployment.ended(run), f"the run {run} ends", 900)

    found = deployment.run(run)
    say(f"after the cut: {found['outcome']}, complete {found['complete']}, {found['counts']}")
    assert stored(deployment) == FIRST + SECOND
    until(swarm.settled, "all that ran on the node runs again", 600)


def test_a_new_version_rolls_out_while_requests_are_served(deployment: Deployment) -> None:
    with deployment.hammered() as seen:
        said = deployment.deploy("2")

    say(f"rolled out under {seen()}")
    assert "Every service runs." in said
    assert list(seen()) == ["200"]
    assert seen()["200"] > 100
    images = [task.split()[2] for task in deployment.swarm.running("api")]
    assert [image.rpartition(":")[2] for image in images] == ["2", "2"]


def test_a_broken_version_is_taken_back_while_requests_are_served(deployment: Deployment) -> None:
    with deployment.hammered() as seen, pytest.raises(AssertionError, match="Taken back, because the new version"):
        deployment.deploy("broken")

    say(f"taken back under {seen()}")
    assert list(seen()) == ["200"]
    assert deployment.swarm.inspect("api", "{{.UpdateStatus.State}}") == "rollback_completed"
    images = [task.split()[2] for task in deployment.swarm.running("api")]
    assert [image.rpartition(":")[2] for image in images] == ["2", "2"]
    deployment.deploy("2")


@pytest.mark.parametrize("replicas", [4, 1, 2])
def test_replicas_come_and_go_while_requests_are_served(deployment: Deployment, replicas: int) -> None:
    swarm = deployment.swarm

    with deployment.hammered() as seen:
        swarm.docker("service", "scale", "--detach=false", f"jobspider_api={replicas}")
        until(lambda: len(swarm.running("api")) == replicas, f"{replicas} replicas run")
        until(lambda: addresses(deployment) == replicas, "their name has as many addresses", 60)

    say(f"{replicas} replicas under {seen()}")
    assert list(seen()) == ["200"]


COUNT = """
from sqlalchemy import text
from jobspider.config import config
from jobspider.store.engine import create_engine
with create_engine(config().database_url.get_secret_value()).connect() as connection:
    print(connection.scalar(text("SELECT COUNT(*) FROM postings")))
"""
ADDRESSES = """
from socket import getaddrinfo
print(len({found[4][0] for found in getaddrinfo("api", 8000)}))
"""


def stored(deployment: Deployment) -> int:
    """Postings in the database."""
    return int(deployment.swarm.inside("scrapyd-1", "python", "-c", COUNT))


def addresses(deployment: Deployment) -> int:
    """How many replicas the name `api` has, as seen from another service."""
    return int(deployment.swarm.inside("scrapyd-1", "python", "-c", ADDRESSES))
