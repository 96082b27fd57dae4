"""Given /admin, when people change what it lists, then the rules are the API's, and no other site makes them do it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jobspider.api_keys import digest
from jobspider.store.engine import create_engine
from jobspider.store.skills import dictionary_in
from jobspider.tables import alerts, api_keys, schedules, skills
from tests.browsing import PHONE, axe
from tests.crawling import jobspider, rows
from tests.serving import Api, serving
from tests.test_api_access import key
from tests.visiting import Visitor, signed_in

pytestmark = pytest.mark.servers

SECRET = "0123456789abcdef0123456789abcdef"
HOOK = "https://93.184.216.34/hooks/s3cr3t"
SCHEDULE = {"name": "nurses", "spider": "indeed", "arguments": "query=nurse", "cron": "H 10 * * *", "time_zone": "UTC"}
FILLED = {"priority": "0", "enabled": "y"}


@dataclass(frozen=True)
class Administered:
    """An API and its keys."""

    api: Api
    url: str
    admin: str
    operator: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Administered]:
    folder = tmp_path_factory.mktemp("admin")
    url = f"sqlite:///{folder / 'jobspider.db'}"
    admin, operator = key(url, "ada", "--scope", "admin"), key(url, "oscar", "--scope", "schedules")
    with serving(folder, database_url=url, secret_key=SECRET) as api:
        yield Administered(api, url, admin, operator)


def enter(page: Page, place: Administered, table: str) -> None:
    """Signs in, to a table."""
    page.goto(f"{place.api.url}/admin/{table}/list")
    page.get_by_label("Your API key").fill(place.admin)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{place.api.url}/admin/{table}/list")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_a_schedule_is_made_changed_and_removed_by_the_api_s_rules(page: Page, place: Administered) -> None:
    wrong = {"name": "nurses", "spider": "indeed", "cron": "H 25 * * *"}
    told = place.api.ask("POST", "/schedules", wrong, Authorization=f"Bearer {place.admin}").json["detail"]
    enter(page, place, "schedules")
    axe(page)
    page.get_by_role("link", name="New schedule").click()
    for label, text in (("Name", "nurses"), ("Spider", "indeed"), ("Arguments", "query=nurse"), ("When", "H 25 * * *")):
        page.get_by_label(label, exact=True).fill(text)
    save(page)
    expect(page.get_by_role("alert")).to_have_text(told)
    axe(page)

    page.get_by_label("When", exact=True).fill("H 10 * * *")
    save(page)
    row = page.locator("[data-row='nurses']")
    expect(row).to_contain_text("query=nurse")
    page.get_by_role("link", name="Change nurses").click()
    expect(page.get_by_label("Name")).to_have_attribute("readonly", "")
    page.get_by_label("It fires").uncheck()
    save(page)
    expect(row).to_contain_text("off")
    stored = {each["name"]: each for each in rows(place.url, schedules)}["nurses"]
    assert (stored["cron"], stored["arguments"], stored["enabled"]) == ("H 10 * * *", {"query": "nurse"}, False)

    page.get_by_role("link", name="Change nurses").click()
    expect(page.get_by_label("Name")).to_have_value("nurses")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.get_by_text("Remove …").click()
    page.get_by_role("button", name="Remove nurses now").click()
    expect(page.locator("[data-row='indeed-daily']")).to_be_visible()
    expect(row).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a wide table scrolls in its card"


def test_an_alert_is_saved_and_its_address_is_never_shown_again(page: Page, place: Administered) -> None:
    enter(page, place, "alerts")
    expect(page.locator("main")).to_contain_text("There is no alert yet")
    axe(page)
    page.get_by_role("link", name="Make the first one").click()
    page.get_by_label("Name").fill("nurses-leeds")
    page.get_by_label("Where to").fill(HOOK)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("an alert without a filter would report every posting")

    page.get_by_label("What it looks for").fill("title=nurse\nlocation=Leeds")
    save(page)

    secret = page.get_by_label("What signs this webhook's messages").input_value()
    assert secret.startswith("whsec_")
    axe(page)
    page.get_by_role("link", name="Done").click()
    expect(page.locator("[data-row='nurses-leeds']")).to_contain_text("location=Leeds")
    page.get_by_role("link", name="Change nurses-leeds").click()
    page.get_by_label("When").select_option("daily")
    save(page)
    expect(page.locator("[data-row='nurses-leeds']")).to_contain_text("08:00")
    (stored,) = rows(place.url, alerts)
    assert (stored["target"], stored["frequency"], stored["filter"]["location"]) == (HOOK, "daily", "Leeds")
    person = signed_in(place.api, place.admin)
    for path in ("/admin/alerts/list", f"/admin/alerts/edit/{stored['id']}"):
        text = person.get(path).body.decode()
        assert "nurses-leeds" in text
        assert "s3cr3t" not in text
        assert secret not in text


def test_a_key_is_shown_once_and_revoking_it_signs_its_owner_out(page: Page, place: Administered) -> None:
    enter(page, place, "keys")
    page.get_by_role("link", name="New key").click()
    axe(page)
    page.get_by_label("Whose key it is").fill("grace")
    page.get_by_label("admin: all of these").check()
    page.get_by_label("Days until it expires").fill("30")
    save(page)
    text = page.get_by_label("The new key").input_value()
    page.get_by_role("link", name="Done").click()
    expect(page.locator("[data-row='grace']")).to_contain_text("admin, read")
    axe(page)
    assert text not in page.content()
    assert digest(text) not in page.content()
    grace = signed_in(place.api, text)
    assert grace.get("/admin/keys/list").status == 200

    page.locator("[data-row='grace']").get_by_text("Revoke …").click()
    page.get_by_role("button", name="Revoke grace now").click()

    expect(page.locator("[data-row='grace']")).to_contain_text("revoked")
    assert grace.get("/admin/keys/list").headers["location"].startswith("/sign-in")
    stored = {each["name"]: each for each in rows(place.url, api_keys)}["grace"]
    assert (stored["secret_hash"], stored["revoked_at"] is not None) == (digest(text), True)


def test_a_skill_is_added_and_a_curated_one_switched_off(page: Page, place: Administered) -> None:
    enter(page, place, "skills")
    page.get_by_role("link", name="New skill").click()
    page.get_by_label("Skill", exact=True).fill("Quarto")
    page.get_by_label("Other spellings").fill("Python")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Python stands for Python already")
    page.get_by_label("Other spellings").fill("quarto.org")
    save(page)
    page.get_by_role("link", name="New skill").click()
    page.get_by_label("Skill", exact=True).fill("Python")
    page.get_by_label("It is found", exact=True).uncheck()
    save(page)

    expect(page.locator("[data-row='Python']")).to_contain_text("off")
    engine = create_engine(place.url)
    with engine.connect() as connection:
        names = dictionary_in(connection).names
    engine.dispose()
    assert ("Quarto" in names, "Python" in names) == (True, False)
    assert len(rows(place.url, skills)) == 2


def test_nothing_is_written_without_the_token_the_scope_or_a_session(place: Administered) -> None:
    before = [rows(place.url, table) for table in (schedules, alerts, api_keys, skills)]
    admin, operator = signed_in(place.api, place.admin), signed_in(place.api, place.operator)
    mine = operator.token("/ops")
    paths = [
        f"/admin/{table}/{what}"
        for table in ("schedules", "alerts", "keys", "skills")
        for what in ("create", "edit/1", "remove/1")
    ]
    for path in paths:
        assert Visitor(place.api).post(path, SCHEDULE).headers["location"].startswith("/sign-in"), path
        for fields in ({}, {"csrf_token": mine}, {"csrf_token": ""}):
            assert admin.post(path, {**SCHEDULE, **FILLED, **fields}).status == 403, path
        assert operator.post(path, {**SCHEDULE, **FILLED, "csrf_token": mine}).status == 403, path
    assert place.api.ask("DELETE", "/admin/schedules/delete?pks=1", **admin.sent({})).status == 404
    assert [rows(place.url, table) for table in (schedules, alerts, api_keys, skills)] == before


def test_who_may_not_is_told_so_and_what_is_not_there_is_a_page(place: Administered) -> None:
    operator, admin = signed_in(place.api, place.operator), signed_in(place.api, place.admin)

    refused = operator.get("/admin/keys/list")
    assert (refused.status, b"lacks the scope admin" in refused.body) == (403, True)
    assert Visitor(place.api).get("/admin/keys/list").headers["location"] == "/sign-in?next=%2Fadmin%2Fkeys%2Flist"
    assert [admin.get(path).status for path in ("/admin", "/admin/")] == [307, 307]
    gone = ("/admin/none/list", "/admin/schedules/edit/none", "/admin/schedules/edit/99", "/admin/statics/js/main.js")
    for path in (*gone, "/admin/keys/edit/1", "/admin/keys/export/csv", "/admin/login"):
        assert admin.get(path).status in {403, 404}, path
    page = admin.get("/admin/schedules/list")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


def test_a_change_that_crosses_another_s_is_refused(place: Administered) -> None:
    person = signed_in(place.api, place.admin)
    seen = person.get("/admin/schedules/edit/1").body.decode()
    version = seen.split('name="version"')[1].split('value="')[1].split('"')[0].replace("&#34;", '"')
    name = {each["id"]: each["name"] for each in rows(place.url, schedules)}[1]
    assert jobspider("schedule", "edit", name, "--cron", "5 5 * * *", database_url=place.url).code == 0

    fields = {**SCHEDULE, **FILLED, "name": name, "version": version, "csrf_token": person.token("/admin/keys/create")}
    answer = person.post("/admin/schedules/edit/1", fields)

    assert answer.status == 400
    assert b"has changed: read it again" in answer.body
    assert "Traceback" not in place.api.log.read_text()


def test_on_mariadb_too(mariadb_url: str, tmp_path: Path) -> None:
    assert jobspider("db", "upgrade", database_url=mariadb_url).code == 0
    admin = key(mariadb_url, "ada", "--scope", "admin")
    with serving(tmp_path, database_url=mariadb_url, secret_key=SECRET) as api:
        person = signed_in(api, admin)
        fields = {**SCHEDULE, **FILLED, "csrf_token": person.token("/admin/schedules/create")}
        assert person.post("/admin/schedules/create", fields).status == 302
        assert b'data-row="nurses"' in person.get("/admin/schedules/list?search=nurs").body
        made = person.post("/admin/keys/create", {"name": "bob", "scopes": "read", "csrf_token": fields["csrf_token"]})
        assert b"jobspider_" in made.body
