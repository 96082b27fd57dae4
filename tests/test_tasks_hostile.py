"""Given a list of URLs that want into our network, or to exhaust us, when it is crawled, then nothing is reached."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from jobspider.config import Config
from jobspider.search.tasks import results
from jobspider.store.engine import create_engine
from jobspider.task import TaskUrl
from jobspider.tasks.order import Order, take
from tests.crawling import scrapy
from tests.hostile import Canary, Server, canary, serving_all
from tests.tasking import new_database

pytestmark = pytest.mark.servers

ALLOWED = "127.0.0.2/31,127.0.0.4/30"
"""Six addresses; the canary's is none of them."""


class Hostile(NamedTuple):
    """What was crawled: the outcome and the sentence of each URL by a short name."""

    found: dict[str, TaskUrl]
    canary: Canary
    log: str


def urls_for(bird: int, servers: list[Server]) -> dict[str, str]:
    """By a short name."""
    evil, walls, quick, robots, mud = servers
    nest = f"127.0.0.1:{bird}"
    targets = {
        "to loopback": f"http://{nest}/",
        "to a name": f"http://localhost:{bird}/",
        "to ipv6": f"http://[::1]:{bird}/",
        "to mapped": f"http://[::ffff:127.0.0.1]:{bird}/",
        "to decimal": f"http://2130706433:{bird}/",
        "to scheme-less": f"//{nest}/",
        "to userinfo": f"http://127.0.0.2@{nest}/",
        "to a public name": f"http://home.example:{bird}/",
        "to metadata": "http://169.254.169.254/latest/meta-data/",
        "to a file": "file:///etc/passwd",
        "to gopher": f"gopher://{nest}/_x",
        "to data": "data:text/html,x",
    }
    spelt = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0"]
    return {
        **{name: f"{evil.origin}/to/{target}" for name, target in targets.items()},
        **{f"spelt {host}": f"http://{host}:{bird}/" for host in spelt},
        "in two steps": f"{evil.origin}/to/{evil.origin}/to/http://{nest}/",
        "refresh": f"{evil.origin}/refresh/http://{nest}/",
        "loop": f"{evil.origin}/loop/0",
        "name": f"http://localhost:{bird}/",
        "moves": f"http://moves.example:{bird}/",
        "both": f"http://both.example:{bird}/",
        "home": f"http://home.example:{bird}/",
        "nowhere": "http://nowhere.invalid/",
        "metadata": "http://169.254.169.254/latest/meta-data/",
        "metadata name": "http://metadata.google.internal/",
        "file": "file:///etc/passwd",
        "gopher": f"gopher://{nest}/_x",
        "data": "data:text/html,x",
        "userinfo": f"http://example.com@{nest}/",
        "robots leads home": f"{robots.origin}/good/",
        "bomb": f"{evil.origin}/bomb/",
        "packed twice": f"{evil.origin}/twice/",
        "long": f"{evil.origin}/long/",
        "endless": f"{evil.origin}/endless/",
        "slow": f"{mud.origin}/slow/",
        "silent": f"{mud.origin}/silent/",
        "challenge": f"{walls.origin}/challenge/",
        "limited": f"{quick.origin}/limited/",
        "good": f"{evil.origin}/good/",
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    database = f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'jobspider.db'}"
    new_database(database)
    with canary() as bird:
        home = f"/to/http://127.0.0.1:{bird.port}/robots.txt"
        evil, walls, quick, mud = (Server(f"127.0.0.{number}") for number in (2, 3, 4, 6))
        servers = [evil, walls, quick, Server("127.0.0.5", robots=home), mud]
        with serving_all(*servers):
            urls = urls_for(bird.port, servers)
            engine = create_engine(database)
            # As an operator would have it; a proxy of the environment would connect in our place.
            settings = {"task_allow": ALLOWED, "contact": "tests@example.org", "task_timeout_seconds": "3"}
            wanted = Config(task_allow=ALLOWED)
            task = take(engine, Order(list(urls.values()), "tests"), wanted, datetime.now(UTC))
            os.environ["http_proxy"] = f"http://127.0.0.1:{bird.port}"
            try:
                resolver = "HOST_RESOLVER=tests.hostile.MovingResolver"
                ended = scrapy("crawl", "task", "-a", f"task={task}", "-s", resolver, database_url=database, **settings)
            finally:
                del os.environ["http_proxy"]
            with engine.connect() as connection:
                found = list(results(connection, task, -1, 1000, 10**9))
            engine.dispose()
        yield Hostile(dict(zip(urls, found, strict=True)), bird, ended.err)


def test_nothing_behind_our_door_was_reached(crawled: Hostile) -> None:
    assert crawled.canary.hits == []


def test_every_url_has_an_outcome_and_a_sentence(crawled: Hostile) -> None:
    without = [name for name, url in crawled.found.items() if url.outcome is None or not url.detail]

    assert not without, crawled.log[-5000:]


OUTCOMES = {
    "good": "ok_empty",
    "refresh": "ok_empty",  # a page like any other: only HTTP redirects are followed
    "loop": "failed",
    "bomb": "too_large",
    "packed twice": "too_large",
    "long": "too_large",
    "endless": "too_large",
    "slow": "timeout",
    "silent": "timeout",
    "challenge": "challenged",
    "limited": "rate_limited",
    "nowhere": "unreachable",
    "robots leads home": "unreachable",
    "metadata name": "unreachable",  # nobody serves it here
}
"""Everything else is refused."""


def test_outcomes_say_what_it_was(crawled: Hostile) -> None:
    outcomes = {name: url.outcome for name, url in crawled.found.items()}

    assert outcomes == {name: OUTCOMES.get(name, "refused") for name in outcomes}, crawled.log[-5000:]


def test_sentences_say_why(crawled: Hostile) -> None:
    details = {name: str(url.detail) for name, url in crawled.found.items()}

    assert "not on the public internet" in details["moves"]
    assert "not on the public internet" in details["to loopback"]
    assert "only http and https" in details["file"]
    assert "redirects to an address that is not fetched" in details["to a file"]
    assert "120 s" in details["limited"]
