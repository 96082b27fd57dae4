"""SearchPageBoard: finding the state in a page, and walking from page to page."""

import json
from typing import Any

import msgpack
import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from jobspider.boards.embedded import assigned, assignment
from jobspider.errors import SchemaChangedError
from spiders.indeed import IndeedSpider

STATE = assignment('window.mosaic.providerData["mosaic-provider-jobcards"]')
SEARCH = "https://uk.indeed.com/jobs?q=data+science&l=London&jt=fulltime&fromage=3&sort=date"


def card(number: int) -> dict[str, Any]:
    return {"jobkey": f"{number:016x}", "displayTitle": f"Job {number}", "pubDate": 1795132800000}


def search_page(cards: list[Any], more: str = "", number: int = 1) -> HtmlResponse:
    """A search page of Indeed with these results."""
    model = {"pageNumber": number, "results": cards, "tierSummaries": [{"jobCount": len(cards)}]}
    state = {"metaData": {"mosaicProviderJobCardsModel": model}, "countryCode": "GB", "language": "en"}
    script = f'window.mosaic.providerData["mosaic-provider-jobcards"]={json.dumps(state)};'
    return HtmlResponse(SEARCH, body=f"<html><script>{script}</script>{more}</html>".encode())


def outcome(response: HtmlResponse, **page: Any) -> tuple[list[Any], list[Request]]:
    """The titles that a page yields, and the requests."""
    found = list(IndeedSpider().parse(response, **page))
    requests = [each for each in found if isinstance(each, Request)]
    return [each.get("title") for each in found if each not in requests], requests


@pytest.mark.parametrize(
    "script",
    [
        'window.mosaic.providerData["mosaic-provider-jobcards"]={"a": 1};',
        "window.mosaic.providerData['mosaic-provider-jobcards'] = {\"a\": 1}\n",
        'window.mosaic.providerData [\n  "mosaic-provider-jobcards"\n]\n=\n{\n"a" : 1\n}\n; more({})',
        'if (!window.mosaic.providerData["mosaic-provider-jobcards"]) {}; '
        'window.mosaic.providerData["mosaic-provider-jobcards"] = {broken};'
        'window.mosaic.providerData["mosaic-provider-jobcards"] = {"a": 1}',
    ],
)
def test_the_state_is_found_however_it_is_written(script: str) -> None:
    page = f"<script>window.x = {{}};</script><script>{script}</script><script>var y = {{}}</script>"

    assert list(assigned(page.encode(), STATE)) == [{"a": 1}]


def test_bytes_that_are_no_utf_8_and_raw_control_characters_cost_nothing_else() -> None:
    page = b'window.mosaic.providerData["mosaic-provider-jobcards"]={"a": "caf\xe9\n\x01 \xc2\xa330", "b": 2}'

    assert list(assigned(page, STATE)) == [{"a": "caf\N{REPLACEMENT CHARACTER}\n\x01 £30", "b": 2}]


def test_a_state_nested_too_deeply_to_be_one_is_passed_over() -> None:
    page = b'window.mosaic.providerData["mosaic-provider-jobcards"]=' + b'{"a":' * 100_000

    assert list(assigned(page, STATE)) == []


def test_of_several_states_the_one_with_results_counts() -> None:
    empty, full = search_page([]), search_page([card(1)])

    assert outcome(empty.replace(body=empty.body + full.body))[0] == ["Job 1"]
    assert outcome(empty.replace(body=full.body + empty.body))[0] == ["Job 1"]


def test_the_search_starts_with_its_first_page() -> None:
    spider = IndeedSpider()

    with pytest.raises(StopIteration) as ended:
        anext(aiter(spider.start())).send(None)  # type: ignore[attr-defined]

    request = ended.value.value
    assert (request.url, request.callback, request.dont_filter) == (SEARCH, spider.parse, False)


def test_a_full_page_leads_to_the_next() -> None:
    titles, (request,) = outcome(search_page([card(number) for number in range(15)]))

    assert len(titles) == 15
    assert "&start=10&" in request.url
    assert request.cb_kwargs == {"page": 2, "seen": [f"{number:016x}" for number in range(15)]}


def test_what_a_request_carries_is_plain_data() -> None:
    _, (request,) = outcome(search_page([card(number) for number in range(15)]))

    assert msgpack.unpackb(msgpack.packb(request.cb_kwargs)) == request.cb_kwargs


def test_a_short_page_is_the_last() -> None:
    titles, requests = outcome(search_page([card(1), card(2)]))

    assert (titles, requests) == (["Job 1", "Job 2"], [])


def test_a_short_page_that_links_to_the_next_is_followed() -> None:
    link = '<a data-testid="pagination-page-next" href="/jobs?q=x&amp;start=20">Next</a>'

    assert [request.cb_kwargs["page"] for request in outcome(search_page([card(1)], link), page=2)[1]] == [3]
    assert outcome(search_page([card(1)], link), page=1)[1] == []
    assert outcome(search_page([card(1)], link.replace("20", "200")), page=2)[1] == []


def test_a_page_that_repeats_the_one_before_ends_the_search() -> None:
    cards = [card(number) for number in range(15)]
    seen = [f"{number:016x}" for number in range(15)]

    assert outcome(search_page(cards, number=4), page=4, seen=seen)[1] == []
    assert len(outcome(search_page([*cards[1:], card(99)], number=4), page=4, seen=seen)[1]) == 1


def test_no_more_pages_than_asked_for() -> None:
    full = search_page([card(number) for number in range(15)])

    assert not [each for each in IndeedSpider(pages="2").parse(full, page=2) if isinstance(each, Request)]
    assert outcome(full, page=10)[1] == []


def test_a_broken_result_costs_neither_the_page_nor_the_walk() -> None:
    broken: list[Any] = [{"displayTitle": "no key"}, "no mapping", {**card(50), "displayTitle": ["no text"]}]

    titles, requests = outcome(search_page([*broken, *(card(number) for number in range(13))]))

    # What has no title is given up when the posting is checked; no other field costs more than itself.
    assert titles == [None, *(f"Job {number}" for number in range(13))]
    assert len(requests) == 1


@pytest.mark.parametrize(
    "strange",
    [{"companyOverviewLink": "http://["}, {"link": "http://[?jk=1"}, {"extractedSalary": {"min": "40000", "max": "-"}}],
)
def test_a_strange_value_costs_no_posting(strange: dict[str, Any]) -> None:
    assert outcome(search_page([{**card(1), **strange}]))[0] == ["Job 1"]


def test_a_key_cannot_leave_its_place_in_the_address() -> None:
    (raw,) = IndeedSpider().postings(search_page([{**card(1), "jobkey": "1&from=x#y"}]))

    assert raw["url"] == "https://uk.indeed.com/viewjob?jk=1%26from%3Dx%23y"


@pytest.mark.parametrize(
    ("page", "after_broken", "next_pages"), [(1, False, 0), (2, False, 1), (3, True, 0), (10, False, 0)]
)
def test_one_page_that_cannot_be_read_costs_none_after_it(page: int, after_broken: bool, next_pages: int) -> None:
    walk = IndeedSpider().parse(HtmlResponse(SEARCH, body=b"<html>"), page, ["1"], after_broken)

    found: list[Request] = []
    with pytest.raises(SchemaChangedError):
        found.extend(walk)
    assert len(found) == next_pages
    assert all(request.cb_kwargs == {"page": page + 1, "seen": ["1"], "after_broken": True} for request in found)


def test_nothing_found_is_no_error() -> None:
    assert outcome(search_page([])) == ([], [])
    page = HtmlResponse(
        SEARCH, body=b'<html><div class="jobsearch-NoResult-messageContainer">did not match</div></html>'
    )
    assert outcome(page) == ([], [])


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><h1>Jobs</h1></body></html>",
        b"",
        b'<script>window.mosaic.providerData["mosaic-provider-jobcards"]={"metaData": {}};</script>',
        search_page([]).body.replace(b'"jobCount": 0', b'"jobCount": 39'),
        search_page([{"displayTitle": "no key"}]).body,
    ],
    ids=["another page", "empty", "no results in the state", "results counted, none listed", "none can be read"],
)
def test_a_page_that_should_hold_postings_and_holds_none_says_so(body: bytes) -> None:
    with pytest.raises(SchemaChangedError):
        outcome(HtmlResponse(SEARCH, body=body))
