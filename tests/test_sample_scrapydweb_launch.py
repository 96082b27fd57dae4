"""Given ScrapydWeb in a real browser, when a person launches a crawl on both nodes, then it is one run of both."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import HttpCredentials, Page, sync_playwright
from redis import Redis

from jobspider.sample.process import SampleBoard
from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.sample.scrapydweb import is_installed, scrapydweb
from jobspider.sample.servers import free_port
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from jobspider.tables import run_nodes, runs
from tests.crawling import rows
from tests.scheduling import wait_for

pytestmark = pytest.mark.servers

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PASSWORD = "p@ss"


@pytest.fixture
def page(chromium: Path) -> Iterator[Page]:
    """A page of a real Chromium that knows ScrapydWeb's login."""
    if not is_installed():
        reason = "ScrapydWeb is not installed: `make .venv-scrapydweb/installed`"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=[*QUIET, "--disable-sync"])
        login: HttpCredentials = {"username": "jobspider", "password": PASSWORD}
        yield browser.new_context(http_credentials=login, viewport={"width": 1400, "height": 1000}).new_page()
        browser.close()


def choose(page: Page, field: str, option: str) -> None:
    """Opens one of the form's lists and takes an entry of it."""
    page.locator(f"#{field}").click()
    page.locator(".el-select-dropdown__item:visible", has_text=option).first.click(timeout=60_000)


def text_of(page: Page) -> str:
    """What a person reads on the page."""
    return page.locator("body").inner_text()


def shows_the_end(text: str) -> bool:
    """Whether no job can be stopped any more, and the log parser has counted."""
    return "Stop" not in text and "pip install" not in text


def launch(page: Page, address: str, board: str) -> None:
    """What docs/schedules.md tells a person to click."""
    page.goto(f"{address}/1/schedule/")
    choose(page, "projects", "jobspider")
    choose(page, "versions", "default: the latest version")
    choose(page, "spiders", "indeed")
    page.locator(".el-form-item", has_text="settings & arguments").locator(".el-switch").click()
    page.get_by_placeholder("-d setting=").fill(f"-d base_url={board}")
    page.locator(".selectBox").click()
    page.locator("#checkbox_2").check()
    page.locator(".selectBox").click()
    page.get_by_text("Check CMD", exact=True).click()
    page.wait_for_function("document.querySelector('#cmd').value.includes('base_url')")
    page.locator("#run_spider").click()


def test_a_run_that_is_launched_on_both_nodes_is_one_crawl_and_is_shown(
    page: Page, redis_url: str, mariadb_url: str, tmp_path: Path
) -> None:
    upgrade(create_engine(mariadb_url))
    with Redis.from_url(redis_url) as client:
        client.flushall()
    settings = {"JOBSPIDER_DATABASE_URL": mariadb_url, "JOBSPIDER_REDIS_URL": redis_url}
    quick = {"JOBSPIDER_DOWNLOAD_DELAY": "0", "JOBSPIDER_LEASE_SECONDS": "5"}
    folders, port = [tmp_path / "1", tmp_path / "2"], free_port()
    nodes = [scrapyd_node(folder, {**settings, **quick}) for folder in folders]
    with SampleBoard(latency=1.5) as board, nodes[0] as (first, _), nodes[1] as (second, _):
        urls, logs = [first, second], [folder / "logs" for folder in folders]
        with scrapydweb(tmp_path / "web", urls, logs, port, PASSWORD) as (address, *_):
            launch(page, address, board)
            wait_for(lambda: [row for row in rows(mariadb_url, runs) if row["outcome"]], 120)
            wait_for(lambda: [bool(row["outcome"]) for row in rows(mariadb_url, run_nodes)] == [True, True])
            shown = []
            for node in (1, 2):
                page.goto(f"{address}/{node}/jobs/")
                wait_for(lambda: page.reload() and shows_the_end(text_of(page)), 60)
                page.screenshot(path=str(tmp_path / f"jobs-{node}.png"), full_page=True)
                shown.append(text_of(page))
            page.goto(f"{address}/1/servers/")
            page.screenshot(path=str(tmp_path / "servers.png"), full_page=True)
            servers = text_of(page)

    (run,) = rows(mariadb_url, runs)
    parts = rows(mariadb_url, run_nodes)
    stored = [row["source_id"] for row in rows(mariadb_url)]
    assert (run["spider"], run["outcome"], run["counts"]["postings"]) == ("indeed", "ok", len(stored))
    assert len(stored) == len(set(stored)) > 100
    assert len(parts) == 2
    assert all(url.split("@")[1] in servers for url in urls)
    assert all("indeed" in text and part["job"] in text for text, part in zip(shown, parts, strict=True))
