"""Given a crawl on a real node with a real Redis, when people look at /ops, then they see it go on, and start one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from jobspider.sample.process import SampleBoard
from jobspider.sample.scrapyd_node import scrapyd_node
from jobspider.sample.servers import free_port
from jobspider.tables import runs
from tests.browsing import PHONE, axe
from tests.crawling import jobspider, rows
from tests.frontier.crew import crew
from tests.frontier.site import Site, running
from tests.scheduling import daemon
from tests.serving import Api, serving
from tests.test_api_access import key
from tests.visiting import Visitor, signed_in

pytestmark = pytest.mark.servers

SECRET = "0123456789abcdef0123456789abcdef"
QUERIES = {"on-demand": "data science", "by-clock": "nurse"}
NEVER = "hunter2"
"""A node's password."""


@dataclass(frozen=True)
class Operated:
    """An API whose crawls run on a node, another that is down, and a daemon that starts what is due."""

    api: Api
    database_url: str
    down: str
    password: str
    operator: str
    reader: str


@pytest.fixture(scope="module")
def board() -> Iterator[str]:
    """A board whose pages take a while, so that a crawl is seen to go on."""
    with SampleBoard(postings=800, robots="allow", latency=2) as url:
        yield url


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory, redis_url: str, board: str) -> Iterator[Operated]:
    folder = tmp_path_factory.mktemp("operated")
    url, down = f"sqlite:///{folder / 'jobspider.db'}", f"127.0.0.1:{free_port()}"
    operator, reader = key(url, "ada", "--scope", "admin"), key(url, "bob")
    for name in ("on-demand", "by-clock"):
        arguments = (
            "--spider",
            "indeed",
            "--cron",
            "0 0 29 2 *",
            "-a",
            f"base_url={board}",
            "-a",
            f"query={QUERIES[name]}",
        )
        added = jobspider("schedule", "add", name, *arguments, database_url=url)
        assert added.code == 0, added.err
    crawls = {"JOBSPIDER_DATABASE_URL": url, "JOBSPIDER_REDIS_URL": redis_url, "JOBSPIDER_DOWNLOAD_DELAY": "1"}
    with scrapyd_node(folder / "node", crawls) as (node, _):
        settings = {
            "database_url": url,
            "redis_url": redis_url,
            "scrapyd_urls": f"{node},http://jobspider:{NEVER}@{down}",
            "schedule_tick_seconds": "0.3",
        }
        with daemon(folder, **settings), serving(folder, secret_key=SECRET, **settings) as api:
            yield Operated(api, url, down, node.split(":")[2].split("@")[0], operator, reader)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, str]]:
    """An API without Redis, nodes, or anything crawled, and a key."""
    folder = tmp_path_factory.mktemp("alone")
    url = f"sqlite:///{folder / 'jobspider.db'}"
    operator = key(url, "ada", "--scope", "schedules")
    with serving(folder, database_url=url) as api:
        yield api, operator


def sign_in(page: Page, api: Api, text: str) -> None:
    """To /ops."""
    page.goto(f"{api.url}/sign-in")
    page.get_by_label("Your API key").fill(text)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{api.url}/ops")


def test_a_schedule_that_is_edited_and_one_that_is_started_by_hand_are_seen_to_crawl(
    page: Page, operated: Operated
) -> None:
    sign_in(page, operated.api, operated.operator)
    expect(page.locator("section", has_text="Going on now")).to_contain_text("No crawl is going on")
    axe(page)
    _edit(page, operated.api, "by-clock")
    page.goto(f"{operated.api.url}/ops")

    page.get_by_role("button", name="Start now: on-demand").click()

    expect(page.locator("#schedules")).to_contain_text("is on its way: the daemon starts it within seconds")
    run = page.locator("#schedules .note-box .run-id").inner_text()
    expect(page.locator(f"[data-run='{run}']")).to_contain_text("requests done", timeout=60_000)
    expect(page.locator(f"[data-latest='{run}']")).to_contain_text("running")
    expect(page.locator("[data-host='127.0.0.1']")).to_be_visible(timeout=30_000)
    axe(page)
    expect(page.locator(f"[data-latest='{run}'] .chip.good")).to_have_text("ok", timeout=90_000)
    expect(page.locator("[data-schedule='by-clock'] .chip.good")).to_have_text("fired", timeout=120_000)
    fired = page.locator("[data-latest^='by-clock-']")
    expect(fired.locator(".chip.good")).to_have_text("ok", timeout=90_000)
    expect(page.locator("[data-figure='going']")).to_have_text("0")
    recorded = next(row for row in rows(operated.database_url, runs) if row["id"] == run)
    cells = page.locator(f"[data-latest='{run}'] td.number").all_inner_texts()
    assert cells[1:] == [str(recorded["counts"][name]) for name in ("pages", "postings", "new", "changed")]
    expect(page.locator("[data-source='indeed'] .chip.good")).to_have_text("ok", timeout=30_000)


def _edit(page: Page, api: Api, name: str) -> None:
    """Lets the schedule be due in the next minute, and then in a year."""
    page.goto(f"{api.url}/admin")
    page.get_by_role("link", name=f"Change {name}").click()
    soon = datetime.now(UTC) + timedelta(seconds=65)
    page.get_by_label("When").fill(f"{soon.minute} {soon.hour} {soon.day} {soon.month} *")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"[data-row='{name}']")).to_contain_text(f"{soon.minute} {soon.hour} ")


def test_nodes_that_are_down_are_told_and_no_password_is(page: Page, operated: Operated) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{operated.api.url}/ops")

    node = page.locator(f"[data-node='{operated.down}']")
    expect(node).to_contain_text("down")
    expect(node).to_contain_text("crawls go on without it")
    expect(page.locator("[data-node] .chip.good")).to_have_text("up")
    expect(page.get_by_role("button", name="Start now")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    for person in (Visitor(operated.api), signed_in(operated.api, operated.operator)):
        for path in ("/ops", "/ops/live", "/ops/steady"):
            text = person.get(path).body.decode()
            assert NEVER not in text
            assert operated.password not in text
    assert b"cannot be reached" in signed_in(operated.api, operated.operator).get("/ops/live").body


def test_what_is_refused_to_a_button_is_said(context: BrowserContext, operated: Operated) -> None:
    page = context.new_page()  # not `page`, which would fail: a browser logs each answer that refuses
    sign_in(page, operated.api, operated.operator)
    note = page.get_by_role("alert")
    expect(note).to_have_count(0)
    context.clear_cookies()
    sign_in(context.new_page(), operated.api, operated.reader)

    page.get_by_role("button", name="Start now: on-demand").click()

    expect(note).to_contain_text("The server has not done that")
    expect(note.get_by_role("link", name="sign in")).to_have_attribute("href", "/sign-in?next=/ops")
    axe(page)


def test_requests_that_were_given_up_are_listed_for_who_may_start_crawls(
    page: Page, operated: Operated, redis_url: str, tmp_path: Path
) -> None:
    with running(Site(20, special={"/8": lambda: (503, {}, "")})) as site, crew(tmp_path, site.url, redis_url) as gang:
        gang.arguments, gang.settings = {"run": "given-up"}, {"FRONTIER_BACKOFF_SECONDS": 0.01}
        gang.start().end()

    page.goto(f"{operated.api.url}/ops")
    given_up = page.locator("section", has_text="Given up")
    expect(given_up).to_contain_text("Sign in", timeout=20_000)
    expect(page.locator("[data-figure='dead']")).to_have_text("1")
    expect(page.locator("[data-dead]")).to_have_count(0)
    sign_in(page, operated.api, operated.operator)
    expect(page.locator("[data-dead]")).to_contain_text([f"{site.url}8"])
    expect(page.locator("[data-dead]")).to_contain_text(["HTTP status 503"])
    expect(page.locator("[data-dead] .run-id")).to_have_text("tree given-up")
    axe(page)


def test_what_has_not_changed_is_not_sent_again(operated: Operated) -> None:
    person = Visitor(operated.api, {"HX_Request": "true", "HX_Current_URL": f"{operated.api.url}/ops"})
    first = person.get("/ops/steady").body.decode()
    version = first.split("version=")[1].split('"')[0]

    again = person.get(f"/ops/steady?version={version}")

    assert (again.status, again.body) == (204, b"")
    assert person.get("/ops/steady?version=0").status == 200
    assert person.get("/ops/steady?version=x'y").status == 422


def test_firing_needs_a_session_the_token_and_the_scope(operated: Operated) -> None:
    path = "/ops/schedules/on-demand/fire"
    before = len(rows(operated.database_url, runs))

    stranger = Visitor(operated.api).post(path, {})
    assert (stranger.status, stranger.headers["location"]) == (303, "/sign-in?next=%2F")
    by_script = Visitor(operated.api).post(path, {}, HX_Request="true", HX_Current_URL=f"{operated.api.url}/ops?a=b")
    assert (by_script.status, by_script.headers["hx-redirect"]) == (401, "/sign-in?next=%2Fops%3Fa%3Db")
    operator, reader = (signed_in(operated.api, text) for text in (operated.operator, operated.reader))
    assert operator.post(path, {}).status == 403
    assert operator.post(path, {"csrf_token": reader.token("/ops")}).status == 403
    lacking = reader.post(path, {"csrf_token": reader.token("/ops")})
    assert (lacking.status, b"lacks the scope schedules" in lacking.body) == (403, True)
    assert operator.post("/ops/schedules/none/fire", {"csrf_token": operator.token("/ops")}).status == 404
    assert len(rows(operated.database_url, runs)) == before


def test_without_redis_nodes_and_runs_the_page_says_what_to_do(page: Page, alone: tuple[Api, str]) -> None:
    api, operator = alone
    sign_in(page, api, operator)

    main = page.locator("main")
    for sentence in (
        "Nothing has been crawled yet",
        "No Scrapyd node is named",
        "There is no shared frontier: JOBSPIDER_REDIS_URL is not set",
        "Nothing starts by itself here: JOBSPIDER_SCRAPYD_URLS names no node",
        "No source was crawled yet",
    ):
        expect(main).to_contain_text(sentence)
    axe(page)


def test_a_redis_that_is_away_is_told(tmp_path: Path, alone: tuple[Api, str]) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    key(url, "bob")
    away = f"redis://127.0.0.1:{free_port()}/0"
    with serving(tmp_path, database_url=url, redis_url=away, scrapyd_urls="ftp://u:hunter2@h") as api:
        page = api.get("/ops")

    assert page.status == 200
    assert b"The frontier's Redis does not answer" in page.body
    assert b"Address 1 of JOBSPIDER_SCRAPYD_URLS should look like" in page.body
    assert b"hunter2" not in page.body
