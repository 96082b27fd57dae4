"""Given stored postings, when people search for them in a browser, then they find what the API finds, and keep it."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.browsing import PHONE, axe, watched
from tests.searched_data import EVIL, Stories, fill
from tests.serving import Api, serving
from tests.visiting import Visitor

pytestmark = pytest.mark.servers
LARGEST = 100_000
TICKED = {"skill": "skills"}
FILLED = {"company": "company", "location": "locality"}
READ_IDS = '[...document.querySelectorAll("[data-posting]")].map((each) => Number(each.dataset.posting))'
READ_FACETS = """() => Object.fromEntries([...document.querySelectorAll("[data-facet]")].map((group) => [
  group.dataset.facet,
  [...group.querySelectorAll("input, button")].map((each) => [
    each.type === "checkbox" ? each.value : each.querySelector(".words").textContent,
    Number(each.closest("li").querySelector(".count").textContent.replace(",", "")),
  ]),
]))"""
Served = tuple[Api, Stories]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages on the postings of tests/searched_data.py."""
    folder = tmp_path_factory.mktemp("searched")
    url = f"sqlite:///{folder / 'jobspider.db'}"
    stories = fill(url)
    with serving(folder, database_url=url, api_requests_per_minute="0") as api:
        yield api, stories


@pytest.fixture
def api(served: Served) -> Api:
    return served[0]


@pytest.fixture
def stories(served: Served) -> Stories:
    return served[1]


def shown(page: Page) -> list[int]:
    """Ids of the postings on the page."""
    found: list[int] = page.evaluate(READ_IDS)
    return found


def spoken(page: Page, selector: str) -> list[str]:
    """What a screen reader says of these elements."""
    return [" ".join(text.split()) for text in page.locator(selector).all_text_contents()]


def query_of(page: Page) -> str:
    return urlsplit(page.url).query


def asked(api: Api, path: str, query: str) -> Any:
    answer = api.get(f"{path}?{query}")
    assert answer.status == 200, answer.body
    return answer.json


def check_shows(page: Page, ids: list[int]) -> None:
    """Waits until the page shows these postings in this order."""
    page.wait_for_function(f"ids => JSON.stringify({READ_IDS}) === ids", arg=json.dumps(ids, separators=(",", ":")))


def check_like_the_api(page: Page, api: Api) -> list[int]:
    """The page shows what GET /postings and GET /facets answer to the query in its address; the ids that it shows."""
    query = query_of(page)
    check_shows(page, [item["id"] for item in asked(api, "/postings", query)["items"]])
    selecting = urlencode([pair for pair in parse_qsl(query) if pair[0] not in ("sort", "cursor", "limit")])
    counts = asked(api, "/facets", selecting)
    expect(page.locator("#count")).to_have_text(f"{counts['counted']} posting{'' if counts['counted'] == 1 else 's'}")
    for name, choices in page.evaluate(READ_FACETS).items():
        facet = counts["facets"][TICKED.get(name, FILLED.get(name, name))]
        assert [choice for choice in choices if choice[1]] == [[each["value"], each["count"]] for each in facet], name
    return shown(page)


def test_filters_by_mouse_change_results_facets_and_address_at_once(page: Page, api: Api) -> None:
    page.goto(f"{api.url}/search")
    everything = check_like_the_api(page, api)
    page.evaluate("window.same = true")

    page.get_by_label("Hybrid").check()
    expect(page).to_have_url(f"{api.url}/search?work_mode=hybrid")
    hybrid = check_like_the_api(page, api)
    page.get_by_label("Currency").select_option("EUR")
    expect(page).to_have_url(f"{api.url}/search?work_mode=hybrid&salary_currency=EUR")
    page.get_by_label("Order").select_option("Highest pay")
    expect(page).to_have_url(f"{api.url}/search?work_mode=hybrid&salary_currency=EUR&sort=salary")
    check_like_the_api(page, api)
    page.get_by_role("button", name="Zoo Ltd").click()
    expect(page).to_have_url(f"{api.url}/search?company=%22Zoo+Ltd%22&work_mode=hybrid&salary_currency=EUR&sort=salary")
    at_the_zoo = check_like_the_api(page, api)

    assert page.evaluate("window.same"), "the page was loaded anew"
    assert at_the_zoo
    assert len(everything) == len(hybrid) == 20
    expect(page.get_by_label("Company", exact=True)).to_have_value('"Zoo Ltd"')
    expect(page).to_have_title('"Zoo Ltd": jobs \N{EN DASH} jobspider')

    page.get_by_role("link", name="Leave out: Hybrid").click()
    expect(page.get_by_label("Hybrid")).not_to_be_checked()
    check_like_the_api(page, api)


def test_filters_by_keyboard_keep_their_place_and_the_way_back(page: Page, api: Api) -> None:
    page.goto(f"{api.url}/search")

    page.get_by_label("What").focus()
    page.keyboard.type("scientist")
    expect(page).to_have_url(f"{api.url}/search?q=scientist")
    expect(page.get_by_label("What")).to_be_focused()
    expect(page.locator("#said")).to_have_text("10 postings")
    check_like_the_api(page, api)
    assert set(page.locator("article mark").all_inner_texts()) == {"Scientist"}

    page.get_by_label("Remote").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{api.url}/search?q=scientist&work_mode=remote")
    expect(page.get_by_label("Remote")).to_be_focused()
    remote = check_like_the_api(page, api)

    page.go_back()
    expect(page.get_by_label("Remote")).not_to_be_checked()
    before = check_like_the_api(page, api)
    assert set(remote) <= set(before)
    page.go_back()
    expect(page.get_by_label("What")).to_have_value("")
    check_like_the_api(page, api)


def test_pages_lead_forward_to_the_end_and_back(page: Page, api: Api) -> None:
    page.goto(f"{api.url}/search?sort=oldest")
    pages = [check_like_the_api(page, api)]
    for _ in range(10):
        following = page.get_by_role("link", name="Next page")
        if not following.count():
            break
        before = page.url
        following.click()
        expect(page).not_to_have_url(before)
        pages.append(check_like_the_api(page, api))

    total = asked(api, "/facets", "")["counted"]
    assert len({number for each in pages for number in each}) == sum(map(len, pages)) == total > 60
    for earlier in reversed(pages[:-1]):
        page.go_back()
        check_shows(page, earlier)
    page.go_forward()
    page.get_by_role("link", name="First page").click()
    check_shows(page, pages[0])


def test_the_form_works_without_scripts(browser: Browser, api: Api) -> None:
    context = browser.new_context(java_script_enabled=False)
    with watched(context.new_page()) as page:
        page.goto(f"{api.url}/search")
        page.get_by_label("What").fill("Go OR C++")
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page).to_have_url(f"{api.url}/search?q=Go+OR+C%2B%2B")
        found = shown(page)
        page.get_by_role("button", name="Zoo Ltd").click()
        expect(page).to_have_url(f"{api.url}/search?q=Go+OR+C%2B%2B&company=%22Zoo+Ltd%22")
        at_the_zoo = shown(page)
    context.close()

    assert found == [item["id"] for item in asked(api, "/postings", "q=Go+OR+C%2B%2B")["items"]]
    both = urlencode({"q": "Go OR C++", "company": '"Zoo Ltd"'})
    assert at_the_zoo == [item["id"] for item in asked(api, "/postings", both)["items"]] != []


def test_a_search_without_an_answer_says_so_and_can_be_repeated(browser: Browser, api: Api) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{api.url}/search")
    expect(page.locator("#failed")).to_be_hidden()
    page.route("**/search?*", lambda route: route.abort())
    page.get_by_label("Hybrid").check()
    expect(page.locator("#failed")).to_contain_text("The search did not answer")
    page.unroute_all()

    page.get_by_role("button", name="Search", exact=True).click()

    expect(page).to_have_url(f"{api.url}/search?work_mode=hybrid")
    expect(page.locator("#failed")).to_be_hidden()
    check_like_the_api(page, api)
    context.close()


def test_feeds_and_files_hold_exactly_this_search(page: Page, api: Api) -> None:
    page.goto(f"{api.url}/search")
    page.get_by_label("What").fill("developer")
    expect(page).to_have_url(f"{api.url}/search?q=developer")
    page.get_by_label("Hybrid").check()
    expect(page).to_have_url(f"{api.url}/search?q=developer&work_mode=hybrid")
    found = set(check_like_the_api(page, api))
    page.get_by_text("Feeds and files").click()
    axe(page)
    links = {each.inner_text(): each.get_attribute("href") or "" for each in page.locator("#take-away a").all()}

    bodies = {name: api.get(path) for name, path in links.items()}

    assert set(links) == {"Atom", "RSS", "JSON Feed", "CSV", "Excel", "NDJSON"}
    assert {answer.status for answer in bodies.values()} == {200}
    offered = page.evaluate(
        "[...document.querySelectorAll('link[rel=alternate]')].map((each) => new URL(each.href))"
        ".map((each) => each.pathname + each.search)"
    )
    assert set(offered) == {links[name] for name in ("Atom", "RSS", "JSON Feed")}
    entries = ElementTree.fromstring(bodies["Atom"].body).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == len(ElementTree.fromstring(bodies["RSS"].body).findall(".//item")) == len(found)
    assert {int(each["id"].rpartition(":")[2]) for each in bodies["JSON Feed"].json["items"]} == found
    assert {json.loads(line)["id"] for line in bodies["NDJSON"].body.splitlines()} == found
    rows = csv.DictReader(io.StringIO(bodies["CSV"].body.decode("utf-8-sig")))
    assert {int(row["id"]) for row in rows} == found
    head, *lines = load_workbook(io.BytesIO(bodies["Excel"].body), read_only=True).active.iter_rows(values_only=True)
    assert {int(line[head.index("id")]) for line in lines} == found


def test_where_nothing_is_found_the_page_says_what_to_leave_out(page: Page, api: Api) -> None:
    page.goto(f"{api.url}/search?posted_before=2100-01-01T00:00:00Z&limit=7")
    page.get_by_label("Hybrid").check()
    expect(page).to_have_url(f"{api.url}/search?work_mode=hybrid&posted_before=2100-01-01T00%3A00%3A00Z&limit=7")
    assert len(check_like_the_api(page, api)) == 7
    page.goto(f"{api.url}/search?title=scientist&work_mode=remote&skill=Knots")
    expect(page.locator("#empty")).to_contain_text("No posting meets all of this")
    axe(page)
    looser = page.locator(".looser a")
    counts = [int(each.split()[0]) for each in page.locator(".looser .count").all_inner_texts()]
    promised = [
        asked(api, "/facets", urlsplit(each.get_attribute("href") or "").query)["counted"] for each in looser.all()
    ]
    assert counts == promised
    looser.filter(has_text="Skill: Knots").click()
    check_like_the_api(page, api)
    assert len(shown(page)) > 0

    page.goto(f"{api.url}/search?q=zebra")
    expect(page.locator("#empty")).to_contain_text("No posting meets this")
    page.get_by_role("link", name="Show all postings").click()
    expect(page).to_have_url(f"{api.url}/search")


def test_what_cannot_be_understood_is_said_on_the_page(page: Page, api: Api) -> None:
    wrong = "/search?salary_min=lots&work_mode=moon&posted_after=today&limit=500&sort=best&q=x"
    answer = page.goto(api.url + wrong)

    assert answer is not None
    assert answer.status == 422
    said = page.get_by_role("alert")
    for sentence in ("such as 45000", "Choose remote, hybrid or onsite", "2026-11-22T00:00:00Z", "1 to 50 postings"):
        expect(said).to_contain_text(sentence)
    expect(page.get_by_label("Amount a year")).to_have_value("lots")
    axe(page)

    page.goto(f"{api.url}/search?sort=salary")
    expect(page.get_by_role("alert")).to_contain_text("To order by pay, choose its currency")
    page.goto(f"{api.url}/search?cursor=n_1_1&sort=oldest")
    expect(page.get_by_role("alert")).to_contain_text("begin without a cursor")
    page.goto(f"{api.url}/search?colour=red")
    expect(page.locator("main")).to_contain_text("does not know the parameter colour")

    page.goto(f"{api.url}/search")
    page.get_by_label("Amount a year").fill("lots")
    expect(page.get_by_role("alert")).to_contain_text("such as 45000")
    page.get_by_label("Amount a year").fill("20000")
    expect(page).to_have_url(f"{api.url}/search?salary_min=20000")
    check_like_the_api(page, api)


def test_a_posting_tells_its_story(page: Page, api: Api, stories: Stories) -> None:
    page.goto(f"{api.url}/search?q=clerk")
    page.get_by_role("link", name="Harbour Clerk").click()
    expect(page).to_have_url(f"{api.url}/postings/{stories.changed}/view")

    expect(page.locator(".amount")).to_have_text("£48,000 \N{EN DASH} £52,000 a year")
    expect(page.locator(".raw")).to_contain_text("£48k - £52k")
    assert spoken(page, ".history del") == ["before: £45,000 a year, “£45,000”", "two"]
    assert spoken(page, ".history ins") == [
        "afterwards: £48,000 \N{EN DASH} £52,000 a year, “£48k - £52k”",
        "three",
    ]
    expect(page.get_by_role("link", name="Apply")).to_have_attribute("rel", "noopener nofollow noreferrer")
    expect(page.locator("#same-title + p")).to_have_text("No other posting of this job is known.")
    axe(page)

    data = json.loads(page.locator("script[type='application/ld+json']").text_content() or "")
    assert data == api.get(f"/postings/{stories.changed}.jsonld").json

    page.goto(f"{api.url}/postings/{stories.twin}/view")
    expect(page.locator(".elsewhere").first).to_contain_text(
        "on two · same company, title and place, similar text · 100 % alike"
    )
    expect(page.locator(".elsewhere").last).to_contain_text("Coastal Staffing")
    page.locator(".elsewhere a").first.click()
    expect(page).to_have_url(f"{api.url}/postings/{stories.other_twin}/view")

    page.goto(f"{api.url}/postings/{stories.unseen}/view")
    expect(page.locator("#closed")).to_contain_text("no crawl has seen it for a long time. This is an estimate")
    expect(page.get_by_role("link", name="Apply")).to_have_count(0)

    missing = page.goto(f"{api.url}/postings/99999/view")
    assert missing is not None
    assert missing.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()


def test_a_search_becomes_an_alert(page: Page, api: Api, stories: Stories) -> None:
    page.goto(f"{api.url}/search?q=tide&sort=oldest&open=true")
    page.get_by_role("link", name="Save as alert").click()
    expect(page.locator(".note-box")).to_have_text("Left out: Open. An alert is about new, open postings.")
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Your API key").fill(stories.key)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(f"{api.url}/search/alert?q=tide&open=true")
    bearer = {"Authorization": f"Bearer {stories.key}"}
    week = api.ask("POST", "/alert-preview", {"filter": {"q": "tide"}}, **bearer).json
    expect(page.locator("#preview")).to_have_text(f"It would have told you of {week['count']} postings.")
    assert page.locator(".matched a").all_inner_texts() == [each["title"] for each in week["postings"]]
    expect(page.get_by_label("Name")).to_have_value("tide")
    page.get_by_label("Name").fill("tides")
    page.get_by_label("Where messages go").fill("gopher://example.org")
    page.get_by_role("button", name="Save the alert").click()
    expect(page.get_by_role("alert")).to_contain_text("Messages may go to")
    page.get_by_label("Where messages go").fill("https://hooks.example.org/jobs")
    page.get_by_label("Once a day").check()
    page.get_by_label("Time zone").fill("Asia/Taipei")
    axe(page)
    page.get_by_role("button", name="Save the alert").click()

    expect(page.locator("#saved")).to_contain_text("tides is saved")
    expect(page.locator(".secret")).to_contain_text("whsec_")
    axe(page)
    (made,) = api.get("/alerts", **bearer).json["items"]
    assert made["filter"] == {"q": "tide"}
    assert (made["name"], made["frequency"], made["digest_at"]) == ("tides", "daily", "08:00")
    assert (made["time_zone"], made["to"]) == ("Asia/Taipei", "https://hooks.example.org:443/\N{HORIZONTAL ELLIPSIS}")

    page.goto(f"{api.url}/search/alert?q=tide")
    page.get_by_label("Name").fill("tides")
    page.get_by_label("Where messages go").fill("https://hooks.example.org/jobs")
    page.get_by_role("button", name="Save the alert").click()
    expect(page.get_by_role("alert")).to_contain_text("There is an alert tides already")
    page.get_by_label("Name").fill("no good name")
    page.get_by_role("button", name="Save the alert").click()
    expect(page.locator("#name-wrong")).to_contain_text("Letters, digits, dots")

    page.goto(f"{api.url}/search")
    page.get_by_role("link", name="Save as alert").click()
    expect(page.locator("#refused")).to_contain_text("An alert without a filter would report every posting")
    person = Visitor(api)
    assert person.post("/search/alert?q=tide", {"name": "x", "to": "https://hooks.example.org/"}).status == 303
    person.sign_in(stories.key)
    assert person.post("/search/alert?q=tide", {"name": "x", "to": "https://hooks.example.org/"}).status == 403
    assert len(api.get("/alerts", **bearer).json["items"]) == 1


def test_nothing_of_a_hostile_posting_runs(page: Page, api: Api, stories: Stories) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    hostile = urlencode({"q": f"pirate {EVIL}", "title": EVIL, "skill": EVIL})
    for path in (
        f"/postings/{stories.hostile}/view",
        "/search?q=pirate",
        f"/search?{hostile}",
        "/search?source=hostile",
    ):
        page.goto(api.url + path)
        page.wait_for_load_state("networkidle")
        for kind in ("mouseover", "click"):
            page.evaluate(
                "(kind) => document.querySelectorAll('main *').forEach((each) => each.tagName === 'P' && "
                "each.dispatchEvent(new Event(kind)))",
                kind,
            )
        assert page.evaluate(
            "[typeof window.hacked, document.querySelectorAll('main script, main style, main iframe, "
            "main img, main svg, main [onclick], main [onerror], main [style]').length]"
        ) == ["undefined", 0]
        links = page.evaluate(
            "[...document.querySelectorAll('main a[href]')].map((each) => new URL(each.href).protocol)"
        )
        assert set(links) <= {"http:", "https:", "mailto:"}, path

    page.goto(f"{api.url}/postings/{stories.hostile}/view")
    expect(page.locator(".description")).to_contain_text("Fine words")
    expect(page.locator(".description a").last).to_have_attribute("rel", "nofollow noopener")
    expect(page.get_by_role("heading", level=1)).to_contain_text("{{7*7}}")
    assert json.loads(page.locator("script[type='application/ld+json']").text_content() or "")["skills"].startswith(
        EVIL
    )
    assert dialogs == []


def test_pages_are_small_and_usable_on_a_phone_in_the_dark(browser: Browser, api: Api, stories: Stories) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme="dark")
    with watched(context.new_page()) as page:
        for path in (f"/postings/{stories.hostile}/view", f"/postings/{stories.long}/view", "/search?limit=50"):
            answer = page.goto(api.url + path)
            assert answer is not None
            assert len(answer.body()) < LARGEST, path
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        axe(page)
        page.goto(f"{api.url}/search")
        expect(page.get_by_label("Hybrid")).not_to_be_visible()
        page.get_by_text("Narrow it down").click()
        page.get_by_label("Hybrid").check()
        expect(page).to_have_url(f"{api.url}/search?work_mode=hybrid")
        expect(page.get_by_label("Hybrid")).to_be_visible()
    context.close()
