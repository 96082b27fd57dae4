"""Given six weeks of postings, when people look at the dashboard, then it shows what the API says of them."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests.browsing import PHONE, axe
from tests.serving import Api, serving

pytestmark = pytest.mark.servers

LARGEST = 100_000
"""Bytes of HTML, before they are compressed."""
CHARTS = ("daily", "pay-by-title", "pay-by-place", "skills", "words", "places", "closing")
SERIES = (
    "key => document.querySelector(`[data-table='${key}-table']`).chart.getOption().series.map(s => [s.name, s.data])"
)
NAMES = "key => document.querySelector(`[data-table='${key}-table']`).chart.getOption().yAxis[0].data"
TABLE = """key => [...document.querySelectorAll(`#${key}-table tbody tr`)].map(row => [...row.cells].map(
    cell => cell.querySelector("time")?.dateTime ?? cell.dataset.value ?? cell.textContent.trim()))"""


@pytest.fixture
def dashboard(page: Page, browsed: Api) -> Page:
    """The page, with all charts drawn."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(browsed.url)
    all_drawn(page)
    return page


def all_drawn(page: Page) -> None:
    expect(page.locator("[data-chart]:not([data-drawn])")).to_have_count(0, timeout=60_000)
    expect(page.locator("[data-chart] canvas").first).to_be_visible()


def items(api: Api, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(path).json["items"]
    return found


def test_charts_draw_the_numbers_that_the_api_tells(dashboard: Page, browsed: Api) -> None:
    days = items(browsed, "/stats/daily?by=source")
    today = datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z")
    days += items(browsed, f"/stats/daily?by=source&posted_after={today}")
    drawn = {name: sum(data) for name, data in dashboard.evaluate(SERIES, "daily")}
    told = Counter[str]()
    for day in days:
        told[day["source"]] += day["postings"]
    assert drawn == dict(told)

    for by in ("title", "place"):
        salaries = items(browsed, f"/stats/salaries?by={by}&open=true&salary_currency=GBP")[:12]
        ((_, rows),) = dashboard.evaluate(SERIES, f"pay-by-{by}")
        assert dashboard.evaluate(NAMES, f"pay-by-{by}") == [each["name"] for each in salaries]
        assert [row[1:] for row in rows] == [
            [each[part] for part in ("p10", "p25", "median", "p75", "p90")] for each in salaries
        ]

    skills = items(browsed, "/stats/skills?open=true")[:20]
    ((_, bars),) = dashboard.evaluate(SERIES, "skills")
    assert dict(zip(dashboard.evaluate(NAMES, "skills"), bars, strict=True)) == counted(skills)

    ((_, cloud),) = dashboard.evaluate(SERIES, "words")
    assert {word["name"]: word["value"] for word in cloud} == counted(items(browsed, "/stats/words?open=true"))

    ((_, towns),) = dashboard.evaluate(SERIES, "places")
    told_towns = items(browsed, "/stats/places?open=true")
    assert {town["name"]: town["value"][2] for town in towns} == {t["locality"]: t["postings"] for t in told_towns}
    assert {"London", "Berlin", "Wien", "München", "Kraków"} < {town["name"] for town in towns}

    closing = sorted(items(browsed, "/stats/closing"), key=lambda each: -each["n"])
    ((_, rows),) = dashboard.evaluate(SERIES, "closing")
    assert [row[3] for row in rows] == [each["median"] for each in closing]


def counted(named: list[dict[str, Any]]) -> dict[str, int]:
    return {each["name"]: each["postings"] for each in named}


def test_every_file_holds_what_its_table_shows(dashboard: Page, browsed: Api) -> None:
    for key in (*CHARTS, "boards"):
        link = dashboard.locator(f"[aria-labelledby='{key}-title'] a[download]").get_attribute("href")
        answer = browsed.get(str(link))
        header, *rows = csv.reader(StringIO(answer.body.decode("utf-8-sig")))

        assert answer.headers["content-disposition"] == f'attachment; filename="{key}.csv"'
        headings = dashboard.locator(f"#{key}-table th[data-name]")
        assert header == [each.get_attribute("data-name") for each in headings.all()]
        shown = [[cell.replace("+00:00", "Z") for cell in row] for row in dashboard.evaluate(TABLE, key)]
        assert [["" if cell == "\N{EN DASH}" else cell for cell in row] for row in shown] == rows, key
        assert rows


def test_filters_are_in_the_address_and_change_the_numbers(dashboard: Page, browsed: Api) -> None:
    headline = dashboard.locator(".figure", has_text="Open postings").locator(".value")
    everything = headline.inner_text()

    dashboard.get_by_label("Board", exact=True).select_option("reed")
    dashboard.wait_for_url("**/?source=reed")
    expect(headline).not_to_have_text(everything)
    all_drawn(dashboard)
    (reed,) = items(browsed, "/stats/sources?open=true&source=reed")
    expect(headline).to_have_text(f"{reed['open']:,}")
    assert [name for name, _ in dashboard.evaluate(SERIES, "daily")] == ["reed"]

    dashboard.get_by_label("Words", exact=True).fill("scientist")
    dashboard.get_by_label("Published").select_option("30")
    dashboard.wait_for_url(re.compile(r"\?q=scientist&days=30&source=reed$"))
    all_drawn(dashboard)
    since = dashboard.locator("#skills-table a").first.get_attribute("href")
    assert since is not None
    asked = re.search(r"posted_after=([^&]+)", since)
    assert asked is not None
    words = items(browsed, f"/stats/words?open=true&source=reed&q=scientist&posted_after={asked[1]}")
    expect(dashboard.locator("#words-table tbody tr")).to_have_count(len(words))
    ((_, cloud),) = dashboard.evaluate(SERIES, "words")
    assert {word["name"]: word["value"] for word in cloud} == counted(words)

    dashboard.reload()  # the address alone says it all
    assert dashboard.get_by_label("Words", exact=True).input_value() == "scientist"
    dashboard.get_by_role("link", name="Show everything").click()
    expect(headline).to_have_text(everything)


def test_pay_is_shown_in_the_currency_that_is_asked_for(dashboard: Page, browsed: Api) -> None:
    dashboard.get_by_label("Pay in").select_option("EUR")
    dashboard.wait_for_url("**/?currency=EUR")
    all_drawn(dashboard)

    (euro,) = items(browsed, "/stats/salaries?open=true&salary_currency=EUR")
    shown = dashboard.locator(".figure", has_text="Median pay").locator(".value")
    expect(shown).to_have_text(f"€{euro['median']:,.0f}")
    expect(dashboard.locator("#pay-by-place-table tbody td").nth(3)).to_contain_text("€")


def test_everybody_can_use_it(dashboard: Page) -> None:
    axe(dashboard)
    dashboard.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for toggle in dashboard.locator("[data-table-toggle]").all():
        toggle.focus()
        dashboard.keyboard.press("Enter")
        expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(dashboard.locator(".chart-table:visible")).to_have_count(len(CHARTS))
    axe(dashboard)

    dashboard.set_viewport_size(PHONE)
    dashboard.get_by_role("button", name=re.compile("Places")).click()
    expect(dashboard.get_by_role("img", name="Places")).to_be_visible()
    # Until the next frame the map has the size of the larger window.
    dashboard.wait_for_function("width => document.documentElement.scrollWidth === width", arg=PHONE["width"])
    axe(dashboard)


def test_charts_follow_the_theme(dashboard: Page) -> None:
    colour = "() => document.querySelector('[data-chart=stacked]').chart.getOption().color[0]"
    light = dashboard.evaluate(colour)

    dashboard.get_by_role("button", name="Dark colours").click()

    assert dashboard.evaluate(colour) != light


def test_without_scripts_the_tables_and_the_form_work(browser: Browser, browsed: Api) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(browsed.url)
    expect(page.locator("#skills-table")).to_be_visible()
    expect(page.locator(".chart:visible")).to_have_count(0)

    page.get_by_label("Board", exact=True).select_option("arbeitnow")
    page.get_by_role("button", name="Show").click()

    assert "source=arbeitnow" in page.url
    expect(page.locator("#boards-table tbody tr")).to_have_count(1)
    context.close()


def test_the_page_is_small_and_whatever_is_asked_for_is_answered(browsed: Api) -> None:
    for query in ("", "?days=3650", "?days=91&source=reed&source=indeed", "?q=-%22&location=%3Cb%3E", "?currency=xxx"):
        answer = browsed.get(f"/{query}")
        assert answer.status == 200, query
        assert len(answer.body) < LARGEST
        assert b"<b>" not in answer.body
    assert browsed.get("/?days=0").status == 422
    assert browsed.get("/charts/nothing.csv").status == 404


def test_what_finds_nothing_leads_back(page: Page, browsed: Api) -> None:
    page.goto(f"{browsed.url}/?q=zzzqqq")

    expect(page.get_by_role("heading", name="No posting matches")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Show everything").last.click()
    expect(page.get_by_role("heading", name="Skills")).to_be_visible()


def test_a_database_without_postings_says_how_to_get_some(page: Page, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()
    with serving(tmp_path, database_url=url) as api:
        page.goto(api.url)
        expect(page.get_by_text("scrapy crawl indeed")).to_be_visible()
        axe(page)
        assert api.get("/charts/daily.csv").body.decode("utf-8-sig").strip() == "day"
