"""What the deployment test stands on: images from the project's Dockerfiles, and a swarm of two machines."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from jobspider.sample.servers import MissingServerError
from tests.conftest import missing
from tests.deploy.bases import build, make_bases
from tests.deploy.engine import NO_NETWORK, Engine, EngineError
from tests.deploy.swarm import ROOT, Swarm, say, swarm, until

HERE = Path(__file__).parent
IMAGES = {name: f"jobspider-deploy-test/{name}" for name in ("jobspider", "scrapydweb", "standins")}
HOST = "jobs.example.org"
OVERRIDES = ("--resolve-image", "never", "-c", "deploy/plain-networks.yml", "-c", str(HERE / "stack.test.yml"))
PROGRAMS = {
    "dockerd": "docker.io",
    "docker": "docker.io",
    "debootstrap": "debootstrap",
    "iptables": "iptables",
    "curl": "curl",
    "ip": "iproute2",
}
FASTER = {
    "JOBSPIDER_DOWNLOAD_DELAY": "0",
    "JOBSPIDER_CONCURRENCY_PER_HOST": "8",
    "JOBSPIDER_API_REQUESTS_PER_MINUTE": "0",
    "JOBSPIDER_PERMITTED_SITES": "board-1,board-2",
    "JOBSPIDER_PUBLIC_ONLY": "false",  # the boards are in the swarm's own networks
}


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where the engines keep what they make. DEPLOY_TEST_FOLDER names one that stays, so that the next run is quick."""
    if kept := os.environ.get("DEPLOY_TEST_FOLDER"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory(prefix="jobspider-deploy-") as made:
        yield Path(made)


@pytest.fixture(scope="session")
def images(folder: Path) -> None:
    """The project's images, made from its Dockerfiles, in the first machine's engine."""
    _needed()
    builder = Engine(1, folder, options=NO_NETWORK)
    try:
        builder.start()
    except EngineError as error:
        missing(MissingServerError(f"no Docker engine can start here: {error}"))
    try:
        say("the building engine runs")
        make_bases(builder, folder)
        say("base images are there")
        _build(builder)
    finally:
        builder.stop()


def _needed() -> None:
    if os.geteuid() != 0:
        missing(MissingServerError("the deployment test starts Docker engines of its own, so it has to be run by root"))
    for program, package in PROGRAMS.items():
        if which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
            missing(MissingServerError(f"{program} is not installed: on Debian, `apt-get install {package}` brings it"))


def _build(builder: Engine) -> None:
    own = ("--file", str(ROOT / "deploy/jobspider/Dockerfile"), "--target", "jobspider")
    build(builder, f"{IMAGES['jobspider']}:0", ROOT, *own)
    say("built jobspider")
    for version in ("1", "2", "broken"):
        build(builder, f"{IMAGES['jobspider']}:{version}", HERE / "version", "--build-arg", f"VERSION={version}")
    build(builder, IMAGES["scrapydweb"], ROOT, "--file", str(ROOT / "deploy/scrapydweb/Dockerfile"))
    say("built scrapydweb")
    build(builder, IMAGES["standins"], HERE / "standins")
    say("built the stand-ins")


class Deployment:
    """The stack on its swarm, and what a test asks it."""

    def __init__(self, on: Swarm) -> None:
        self.swarm = on
        self.settings = {**_example(), **FASTER, "DOCKER_SOCKET": str(on.first.engine.socket)}

    def deploy(self, version: str = "1") -> str:
        """What deploy/deploy.sh printed: the stack at a version of the project's image."""
        image = f"{IMAGES['jobspider']}:{version}"
        images = {"JOBSPIDER_IMAGE": image, "JOBSPIDER_NODE_IMAGE": image, "SCRAPYDWEB_IMAGE": IMAGES["scrapydweb"]}
        return self.swarm.script("deploy/deploy.sh", *OVERRIDES, settings={**self.settings, **images})

    def get(self, path: str, host: str = HOST, *options: str) -> str:
        """What a reader gets from Traefik, or nothing."""
        asked = ["curl", "--silent", "--insecure", "--max-time", "20", *options]
        where = ["--resolve", f"{host}:443:{self.swarm.first.address}", f"https://{host}{path}"]
        return subprocess.run(
            self.swarm.first.enter(*asked, *where), capture_output=True, text=True, check=False
        ).stdout

    def fire(self, name: str, board: str) -> str:
        """The id of a run of a board, started on both nodes by the schedule daemon's own command."""
        schedule = ("jobspider", "schedule")
        never = ("--cron", "0 0 31 12 *", "--tz", "UTC", "--no-enabled")
        self.swarm.inside("schedule", *schedule, "add", name, "--spider", "village", *never, "-a", f"base_url={board}")
        said = self.swarm.inside("schedule", *schedule, "fire", name)
        return str(re.findall(rf"{name}-\S+", said)[-1])

    def run(self, run: str) -> dict[str, Any]:
        """What the API knows of a run."""
        answer = self.get(f"/runs/{run}")
        found: dict[str, Any] = json.loads(answer) if answer.startswith("{") else {}
        return found

    def ended(self, run: str) -> bool:
        """Whether a run has its outcome."""
        return bool(self.run(run).get("outcome"))

    @contextmanager
    def hammered(self) -> Iterator[Callable[[], dict[str, int]]]:
        """Readers who ask without a pause; what they got, once the block has ended."""
        address, seen = self.swarm.first.address, dict[str, int]()
        command = self.swarm.first.enter(
            sys.executable, "-m", "tests.deploy.hammer", address, HOST, "/postings?limit=1"
        )
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as readers:
            try:
                yield lambda: seen
            finally:
                readers.terminate()
                printed, _ = readers.communicate(timeout=60)
                seen.update(json.loads(printed))


def _example() -> dict[str, str]:
    """.env.example, as a shell would read it, with the one value that it leaves open."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line.split("=", 1) for line in lines if line and not line.startswith("#")]
    return {**dict(pairs), "JOBSPIDER_CONTACT": "deploy-test@example.org"}


@pytest.fixture(scope="session")
def deployment(folder: Path, images: None) -> Iterator[Deployment]:
    """The whole stack, up and answering through Traefik."""
    with ExitStack() as opened:
        try:
            made = opened.enter_context(swarm(folder))
        except EngineError as error:
            missing(MissingServerError(f"no Docker Swarm can start here: {error}"))
        say("a swarm of two machines")
        _carry(made.first.engine, made.second.engine)
        say("the second machine has the images")
        deployment = Deployment(made)
        assert "The operating pages" in made.script("deploy/secrets.sh", settings={})
        say(deployment.deploy().splitlines()[-1])
        until(lambda: '"ok"' in deployment.get("/healthz"), "Traefik answers")
        say("Traefik answers")
        yield deployment


def _carry(first: Engine, second: Engine) -> None:
    """All images, from one engine to the other: there is no registry that both could ask."""
    names = [f"{IMAGES['jobspider']}:{version}" for version in ("1", "2", "broken")]
    names += [IMAGES["scrapydweb"], IMAGES["standins"]]
    with tempfile.NamedTemporaryFile(dir=first.folder, suffix=".tar") as packed:
        first.docker("save", "--output", packed.name, *names)
        second.docker("load", "--input", packed.name)
