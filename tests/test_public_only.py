"""Given sites that lead into our own networks, when a crawl may see public addresses alone, then nothing is reached."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from jobspider.config import config
from jobspider.download_browser import browser_settings
from jobspider.errors import ConfigError
from tests.crawling import Ended, last_run, scrapy
from tests.hostile import Canary, Server, canary, serving_all

pytestmark = pytest.mark.servers


class Sites(NamedTuple):
    """A site that sends us elsewhere, one whose robots.txt does, one on IPv6 alone, and what must not be reached."""

    evil: Server
    robots: Server
    six: Server | None
    """None where this machine has no IPv6."""
    canary: Canary

    @property
    def urls(self) -> list[str]:
        """Pages, lists and sitemaps that lead to the canary, and a page of its own."""
        nest = f"127.0.0.1:{self.canary.port}"
        return [
            f"{self.evil.origin}/to/http://{nest}/",
            f"{self.evil.origin}/to/{self.evil.origin}/to/http://{nest}/sitemap.xml",
            f"{self.evil.origin}/to/http://home.example:{self.canary.port}/",
            f"{self.evil.origin}/refresh/http://{nest}/",
            f"{self.robots.origin}/good/",
            f"http://{nest}/sitemap.xml",
            f"http://2130706433:{self.canary.port}/",
            f"http://moves.example:{self.canary.port}/",
            f"http://both.example:{self.canary.port}/",
            f"http://home.example:{self.canary.port}/robots.txt",
            f"http://mapped.example:{self.canary.port}/",
            f"http://nat64.example:{self.canary.port}/",
            f"http://sixtofour.example:{self.canary.port}/",
            *([f"http://six.example:{self.six.server_port}/good/"] if self.six else []),
            f"{self.evil.origin}/good/",
        ]


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    with canary() as bird:
        home = f"/to/http://127.0.0.1:{bird.port}/robots.txt"
        six = Server("::1") if len(bird.servers) == 2 else None
        found = Sites(Server("127.0.0.2"), Server("127.0.0.3", robots=home), six, bird)
        with serving_all(found.evil, found.robots, *filter(None, [six])):
            yield found


def crawl(urls: list[str], folder: Path, **settings: str) -> Ended:
    file = folder / "urls.txt"
    file.write_text("\n".join(urls))
    known = {"database_url": f"sqlite:///{folder / 'jobspider.db'}", "contact": "tests@example.org", **settings}
    resolver = "HOST_RESOLVER=tests.hostile.MovingResolver"
    return scrapy("crawl", "careers", "-a", f"file={file}", "-s", resolver, **known)


def test_neither_links_nor_redirects_nor_names_lead_a_crawl_into_our_networks(sites: Sites, tmp_path: Path) -> None:
    os.environ["http_proxy"] = f"http://127.0.0.1:{sites.canary.port}"  # it would connect in our place
    try:
        ended = crawl(sites.urls, tmp_path, public_only="true", task_allow="127.0.0.2/31,::1/128")
    finally:
        del os.environ["http_proxy"]

    assert sites.canary.hits == [], ended.err
    assert "/good/" in sites.evil.hits, ended.err
    assert "127.0.0.1 is not on the public internet" in ended.err
    assert sites.six is None or "/good/" in sites.six.hits, "a host that has IPv6 alone"
    for name in ("moves", "both", "home", "mapped", "nat64", "sixtofour"):
        assert f"{name}.example is not on the public internet" in ended.err
    assert last_run(f"sqlite:///{tmp_path / 'jobspider.db'}")["counts"]["refused"] >= 11


def test_a_site_inside_is_refused_with_an_outcome_of_its_own_and_by_scrapy_page(sites: Sites, tmp_path: Path) -> None:
    inside = f"http://home.example:{sites.canary.port}/"

    six = f"http://six.example:{sites.canary.port}/"

    ended = crawl([inside, six], tmp_path, public_only="true", task_allow="127.0.0.2/31")
    page = scrapy(
        "page", inside, "-s", "HOST_RESOLVER=tests.hostile.MovingResolver", contact="a@b.example", public_only="1"
    )

    assert ended.code == 10, ended.err
    assert "home.example is not on the public internet: nothing is fetched there" in ended.err
    assert "six.example is not on the public internet: nothing is fetched there" in ended.err
    assert page.code != 0
    assert "home.example" in page.err
    assert sites.canary.hits == []


def test_without_the_setting_a_crawl_goes_wherever_it_is_sent(sites: Sites, tmp_path: Path) -> None:
    bird = Server("127.0.0.1")
    with serving_all(bird):
        ended = crawl([f"{sites.evil.origin}/to/{bird.origin}/"], tmp_path)

    assert "/" in bird.hits, ended.err


def test_a_browser_connects_by_itself_so_it_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_PUBLIC_ONLY", "true")
    config.cache_clear()
    try:
        with pytest.raises(ConfigError, match="JOBSPIDER_PUBLIC_ONLY"):
            browser_settings(60, 1)
    finally:
        monkeypatch.undo()
        config.cache_clear()
