"""Given the frame that all pages share, when a person uses it, then it is safe, quick, and usable by everybody."""

import re

import pytest
from playwright.sync_api import Page, expect

from api.pages.rendering import NAVIGATION
from jobspider.cli.api import address
from tests.browsing import axe
from tests.serving import Api

pytestmark = pytest.mark.servers


def test_files_of_pages_are_kept_for_ever_and_pages_are_asked_for_again(browsed: Api) -> None:
    page = browsed.get("/", **{"Accept-Encoding": "gzip"})
    again = browsed.get("/", **{"If-None-Match": page.headers["etag"]})
    files = re.findall(r'(?:href|src)="(/assets/[^"]+)"', browsed.get("/").body.decode())

    assert (page.headers["content-encoding"], page.headers["cache-control"]) == ("gzip", "no-cache")
    assert (again.status, again.body) == (304, b"")
    assert len(files) >= 5
    for path in set(files):
        answer = browsed.get(path)
        assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable"), path
    other = browsed.get("/assets/0123456789ab/style.css")
    assert (other.status, other.headers["cache-control"]) == (200, "no-cache")
    assert browsed.get("/assets/style.css").status == 404
    assert browsed.get("/assets/0123/../app.py").status == 404


def test_the_policy_allows_nothing_inside_the_page(browsed: Api) -> None:
    answer = browsed.get("/")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(rb"<style|\sstyle=|\son[a-z]+=|https?://(?!127\.0\.0\.1)", answer.body)


def test_a_wrong_parameter_is_told_on_a_page(browsed: Api) -> None:
    answer = browsed.get("/?colour=%3Cscript%3E")

    assert (answer.status, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert b"does not know the parameter colour" in answer.body
    assert b"<script>" not in answer.body


def test_the_theme_is_the_system_s_until_somebody_switches_it(page: Page, browsed: Api) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(browsed.url)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    switch = page.get_by_role("button", name="Dark colours")
    expect(switch).to_have_attribute("aria-pressed", "true")

    switch.click()
    light = page.evaluate(ground)
    page.reload()

    assert light != dark
    assert page.evaluate(ground) == light
    axe(page)


def test_the_menu_is_reached_by_keyboard(page: Page, browsed: Api) -> None:
    page.goto(browsed.url)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    menu = page.get_by_role("navigation", name="Pages").get_by_role("link")
    assert menu.all_inner_texts() == [name for _, name in NAVIGATION]
    expect(menu.first).to_have_attribute("aria-current", "page")


def test_the_command_says_where_the_pages_are(browsed: Api) -> None:
    assert f"The pages: {browsed.url}/ - the REST API: {browsed.url}/docs" in browsed.log.read_text()
    assert [address(host, 8000) for host in ("0.0.0.0", "::", "::1", "jobs.example")] == [
        *("http://127.0.0.1:8000", "http://[::1]:8000", "http://[::1]:8000", "http://jobs.example:8000")
    ]
