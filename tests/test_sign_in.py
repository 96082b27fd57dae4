"""Given people with keys, when they sign in, then they are who their key says, for as long as it works."""

import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner
from playwright.sync_api import Page, expect

from api.pages.sign_in import is_own
from api.session.cookie import SESSION
from api.session.secret import of_workers, secret, signer
from jobspider.api_keys import new_key
from jobspider.config import Config, config
from jobspider.errors import NoSignInError
from tests.browsing import axe
from tests.crawling import jobspider
from tests.serving import Api, serving
from tests.test_api_access import key
from tests.test_api_problems import check
from tests.visiting import Visitor

SECRET = "0123456789abcdef0123456789abcdef"
SETTINGS = {
    "secret_key": SECRET,
    "api_read": "key",
    "api_unlimited": "10.0.0.0/8",
    "api_trusted_proxies": "127.0.0.0/8",
}
NEAR = {"X_Forwarded_For": "10.1.1.1"}
SCHEDULE = {"name": "nurses", "spider": "indeed", "cron": "H 10 * * *"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database; its first key makes its tables."""
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'jobspider.db'}"


@pytest.fixture(scope="module")
def writer(url: str) -> str:
    return key(url, "writer", "--scope", "admin")


@pytest.fixture(scope="module")
def api(url: str, writer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """An API that reads by key only and believes its proxy on loopback."""
    with serving(tmp_path_factory.mktemp("api"), database_url=url, **SETTINGS) as running:
        yield running


@pytest.mark.servers
def test_a_key_that_works_signs_in_until_it_is_revoked(api: Api, url: str) -> None:
    lost = key(url, "lost", "--scope", "schedules")
    person = Visitor(api, NEAR)

    entered = person.sign_in(lost, "/ops?days=3")

    assert (entered.status, entered.headers["location"]) == (303, "/ops?days=3")
    morsel = SimpleCookie(person.set_cookies[-1])[SESSION]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["max-age"]) == (True, "lax", "/", "43200")
    assert lost not in str(person.cookies)
    assert person.get("/sign-in?next=/runs").headers["location"] == "/runs"
    assert person.get("/runs").status == 200
    assert jobspider("keys", "revoke", "lost", database_url=url).code == 0
    check(person.get("/runs"), 401)
    assert person.get("/sign-in").status == 200
    assert lost[23:] not in api.log.read_text()


@pytest.mark.servers
def test_a_person_signs_in_where_they_were_sent_to_and_out_again(page: Page, api: Api, writer: str) -> None:
    page.goto(f"{api.url}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    axe(page)
    page.get_by_label("Your API key").fill(new_key().text)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("This key does not work")
    axe(page)

    page.get_by_label("Your API key").fill(writer)
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{api.url}/")
    expect(page.locator(".account-name")).to_have_text("writer")
    assert page.evaluate("document.cookie") == "", "scripts cannot read it"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.servers
def test_signing_out_needs_the_token_and_ends_the_session(api: Api, writer: str) -> None:
    person = Visitor(api, NEAR)
    person.sign_in(writer)
    known = dict(person.cookies)

    refused = [person.post("/sign-out", {}), person.post("/sign-out", {"csrf_token": "made.up.token"})]

    assert [answer.status for answer in refused] == [403, 403]
    assert "bad_csrf_token" not in refused[0].body.decode()  # a page, not a problem in JSON
    stranger = Visitor(api, NEAR)
    stranger.sign_in(writer)
    foreign = _token(stranger.cookies)
    assert person.post("/sign-out", {"csrf_token": foreign}).status == 403
    left = person.post("/sign-out", {}, X_CSRF_Token=_token(known))
    assert (left.status, left.headers["location"], person.cookies[SESSION]) == (303, "/", "")


@pytest.mark.servers
def test_a_session_reads_but_writes_nothing_through_the_api(api: Api, writer: str) -> None:
    person = Visitor(api, NEAR)
    person.sign_in(writer)

    check(person.api.ask("POST", "/schedules", SCHEDULE, **person.sent({})), 401)
    check(person.api.ask("POST", "/schedules", SCHEDULE, **person.sent({"X_CSRF_Token": _token(person.cookies)})), 401)

    assert [each["name"] for each in person.get("/schedules").json["items"]] == ["indeed-daily"]
    made = api.ask("POST", "/schedules", SCHEDULE, Authorization=f"Bearer {writer}", **NEAR)
    assert made.status == 201, "the scope admin includes all others"


@pytest.mark.servers
def test_a_session_that_is_over_or_forged_is_none(api: Api, writer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _configured(monkeypatch)
    mine = signer(SESSION).dumps([writer.split("_")[1], "mine"])
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 43_210)
    over = signer(SESSION).dumps([writer.split("_")[1], "mine"])
    forged = mine[:-2] + ("AA" if mine[-2:] != "AA" else "BB")

    answers = [Visitor(api, NEAR, {SESSION: text}).get("/runs").status for text in (mine, over, forged, "x", "")]

    assert answers == [200, 401, 401, 401, 401]


@pytest.mark.servers
def test_wrong_keys_and_stale_forms_are_refused_on_the_page(api: Api, writer: str) -> None:
    person = Visitor(api, NEAR)
    wrong = person.sign_in(new_key().text)
    assert (wrong.status, SESSION in person.cookies) == (401, False)
    assert "This key does not work" in wrong.body.decode()
    assert 'aria-invalid="true"' in wrong.body.decode()

    strange = Visitor(api, NEAR).post("/sign-in", {"key": writer})
    assert (strange.status, strange.headers.get("location")) == (403, None)
    assert person.post("/sign-in", {"key": writer, "csrf_token": "x"}).status == 403
    assert SESSION not in person.cookies


@pytest.mark.servers
def test_guessing_keys_is_ended_also_for_headers(api: Api) -> None:
    person = Visitor(api, {"X_Forwarded_For": "192.0.2.77"})

    answers = [person.sign_in(new_key().text) for _ in range(21)]

    assert [answer.status for answer in answers] == [401] * 20 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    check(api.get("/runs", Authorization=f"Bearer {new_key().text}", X_Forwarded_For="192.0.2.77"), 429)


@pytest.mark.servers
def test_over_https_cookies_are_for_https_and_this_host_alone(api: Api, writer: str) -> None:
    person = Visitor(api, {**NEAR, "X_Forwarded_Proto": "https"})

    assert person.sign_in(writer).status == 303

    assert person.set_cookies[0].startswith("__Host-jobspider_visitor=")
    assert "samesite=strict" in person.set_cookies[0].lower()
    assert person.set_cookies[1].startswith("__Host-jobspider_session=")
    assert all("secure" in each.lower() for each in person.set_cookies)
    assert person.get("/runs").status == 200


@pytest.mark.servers
def test_where_several_processes_need_one_secret_and_none_is_set_nobody_signs_in(
    url: str, writer: str, tmp_path: Path
) -> None:
    with serving(tmp_path, database_url=url, redis_url="redis://127.0.0.1:1/0") as lacking:
        page = lacking.get("/sign-in")
        tried = Visitor(lacking).post("/sign-in", {"key": writer})

    assert (page.status, tried.status) == (503, 503)
    assert "JOBSPIDER_SECRET_KEY is not set, so nobody can sign in" in page.body.decode()


@pytest.mark.parametrize("address", ["/", "/ops", "/search?q=a&l=b", "/admin/schedules/list"])
def test_own_addresses_are_gone_back_to(address: str) -> None:
    assert is_own(address)


@pytest.mark.parametrize(
    "address",
    ["", "//e.example", r"/\e.example", "https://e.example", "e", "/\n/e.example", "javascript:a", "/\t/e.ex"],
)
def test_others_are_not(address: str) -> None:
    assert not is_own(address)


def test_the_secret_is_long_or_of_one_process() -> None:
    alone = Config(database_url="sqlite:///a.db")

    assert secret(alone) == secret(alone) == of_workers(alone)["JOBSPIDER_SECRET_KEY"]
    assert secret(Config(database_url="mysql+pymysql://h/d", secret_key=SECRET)) == SECRET
    with pytest.raises(NoSignInError, match="shorter than 32"):
        secret(Config(secret_key="too short"))
    for shared in (Config(database_url="mysql+pymysql://h/d"), Config(redis_url="redis://h", secret_key="")):
        with pytest.raises(NoSignInError, match="is not set"):
            secret(shared)
        assert of_workers(shared) == {}


def _configured(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process signs as the server does."""
    monkeypatch.setenv("JOBSPIDER_SECRET_KEY", SECRET)
    config.cache_clear()


def _token(cookies: dict[str, str]) -> str:
    """A token as the server's pages have it for this session."""
    from api.session.csrf import token

    with pytest.MonkeyPatch.context() as patch:
        _configured(patch)
        _, session = signer(SESSION).loads(cookies[SESSION])
        made = token(session)
    config.cache_clear()
    return made
