"""The sample board's pages hold what the real ones hold, where the real ones hold it."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from protego import Protego

from jobspider.sample.career_page import career_job, career_list
from jobspider.sample.data import Board, SamplePosting
from jobspider.sample.job_page import job_page
from jobspider.sample.misbehaviour import cut_off, garbled
from jobspider.sample.robots import robots_txt
from jobspider.sample.search import Finder, Found, Search
from jobspider.sample.search_page import changed_search_page, search_page
from jobspider.sample.tree import tree_page

BOARD = Board(1, 2000, date(2026, 11, 22))
FINDER = Finder(BOARD)
SEARCH = Search("data science", "London")
MARK = 'window.mosaic.providerData["mosaic-provider-jobcards"]='


def decoded(text: str, mark: str) -> Any:
    return json.JSONDecoder().raw_decode(text, text.index(mark) + len(mark))[0]


def results(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = decoded(text, MARK)["metaData"]["mosaicProviderJobCardsModel"]["results"]
    return found


def everything() -> list[SamplePosting]:
    return [BOARD.posting(slot) for slot in range(BOARD.size)]


def cards() -> list[tuple[SamplePosting, dict[str, Any]]]:
    """Every posting beside its result in the embedded JSON."""
    postings = everything()
    return list(zip(postings, results(search_page(SEARCH, Found(postings, 0, 1, len(postings)))), strict=True))


def test_a_search_page_embeds_fifteen_results_and_shows_the_same() -> None:
    text = search_page(SEARCH, FINDER.find(SEARCH))
    keys = [card["jobkey"] for card in results(text)]
    assert len(keys) == 15
    assert re.findall(r'data-jk="(\w{16})"', text) == keys
    assert 50_000 < len(text) < 110_000


def test_a_result_says_what_the_posting_is() -> None:
    for posting, card in cards():
        published = datetime.fromtimestamp(card["pubDate"] / 1000, UTC).date()
        assert (card["displayTitle"], card["company"], published) == (posting.title, posting.company, posting.published)
        types = next(group for group in card["taxonomyAttributes"] if group["label"] == "job-types")
        assert tuple(attribute["label"] for attribute in types["attributes"]) == posting.types


def test_pay_is_given_as_text_and_as_numbers_with_open_ends() -> None:
    for posting, card in cards():
        pay = posting.pay
        if pay is None or pay.estimated:
            assert "text" not in card["salarySnippet"]
            assert ("estimatedSalary" in card) == (pay is not None)
            continue
        assert card["salarySnippet"]["text"] == pay.text
        assert card["extractedSalary"]["type"] in {"YEARLY", "MONTHLY", "DAILY", "HOURLY"}
        assert (card["extractedSalary"]["max"] == -1) == (pay.high is None)
        assert (card["extractedSalary"]["min"] == 0) == (pay.low is None)


def test_links_are_counted_ones_and_tell_who_paid() -> None:
    found = [card for _, card in cards()]
    assert {card["link"].split("?")[0] for card in found if card["sponsored"]} == {"/pagead/clk"}
    assert {card["link"].split("?")[0] for card in found if not card["sponsored"]} == {"/rc/clk"}
    assert any(card["expired"] for card in found)
    assert any(card["jobTypes"] for card in found)
    assert any(card["pubDate"] - card["createDate"] > 300 * 86_400_000 for card in found)
    assert {card["remoteWorkModel"]["type"] for card in found if "remoteWorkModel" in card} == {
        "REMOTE_ALWAYS",
        "REMOTE_HYBRID",
    }


def test_pages_lead_to_each_other_until_the_last_one() -> None:
    keys: list[str] = []
    for page in range(100):
        search = Search("data science", "London", start=page * 10)
        text = search_page(search, FINDER.find(search))
        keys += [card["jobkey"] for card in results(text)]
        if 'data-testid="pagination-page-next"' not in text:
            break
        assert f"start={(page + 1) * 10}" in text
    total = FINDER.find(SEARCH).total
    assert len(keys) == len(set(keys)) == total


def test_past_the_end_the_last_page_comes_again() -> None:
    last = FINDER.find(SEARCH).pages - 1
    expected = FINDER.find(Search("data science", "London", start=last * 10)).postings
    assert FINDER.find(Search("data science", "London", start=5000)).postings == expected


def test_a_search_without_a_hit_says_so_and_has_no_results() -> None:
    search = Search("llama whisperer", "London")
    text = search_page(search, FINDER.find(search))
    assert results(text) == []
    assert "did not match any jobs" in text


def test_the_changed_layout_shows_titles_but_has_no_data() -> None:
    found = FINDER.find(SEARCH)
    text = changed_search_page(SEARCH, found)
    assert "mosaic" not in text
    assert "jcs-JobTitle" not in text
    assert text.count('<article class="tile">') == 15


def test_what_was_searched_for_cannot_end_a_tag_or_the_script() -> None:
    search = Search("</script><b>x", '"><i>')
    text = search_page(search, Found([BOARD.posting(0)], 0, 1, 1))
    assert len(results(text)) == 1
    assert "<b>x" not in text
    assert "<i>" not in text


def test_a_job_page_says_the_same_three_times() -> None:
    for posting in everything()[:200]:
        text = job_page(posting)
        linked = decoded(text, '<script type="application/ld+json">')
        state = decoded(text, "window._initialData=")
        assert linked["title"] == state["jobTitle"] == posting.title
        model = state["jobInfoWrapperModel"]["jobInfoModel"]
        assert linked["description"] == model["sanitizedJobDescription"]
        assert f'id="jobDescriptionText" class="jobsearch-JobComponent-description">{linked["description"]}' in text
        assert ("PART_TIME" in linked["employmentType"]) == ("Part-time" in posting.types)
        assert ("FULL_TIME" in linked["employmentType"]) == ("Full-time" in posting.types)
        stated = posting.pay is not None and not posting.pay.estimated
        assert ("baseSalary" in linked) == (state["salaryInfoModel"] is not None) == stated


def test_the_careers_site_lists_every_job_once_and_embeds_its_data_in_three_shapes() -> None:
    keys: list[str] = []
    number = 1
    while (text := career_list(BOARD, number)) is not None:
        keys += re.findall(r'href="/careers/(\w{16})"', text)
        assert ('rel="next"' in text) == (len(keys) < BOARD.size)
        number += 1
    assert keys == [posting.key for posting in everything()]
    shapes = [decoded(career_job(BOARD.posting(slot)), '<script type="application/ld+json">') for slot in range(3)]
    assert [shape.get("@type") if isinstance(shape, dict) else "list" for shape in shapes] == [
        "JobPosting",
        None,
        "list",
    ]


@pytest.mark.parametrize("size", [1, 11, 12, 1234])
def test_a_crawl_of_the_tree_reaches_each_page_once(size: int) -> None:
    waiting, seen = ["0"], []
    while waiting:
        seen.append(waiting.pop())
        text = tree_page(int(seen[-1]), size) or ""
        assert decoded(text, '<script type="application/ld+json">')["@type"] == "JobPosting"
        waiting += re.findall(r'href="/tree/(\d+)"', text)
    assert sorted(map(int, seen)) == list(range(size))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/jobs?q=data+science&l=London&fromage=3&jt=fulltime", True),
        ("/jobs?q=data+science&start=10&l=London", True),
        ("/jobs?q=data+science&start=90&l=London", True),
        ("/jobs?q=data+science&start=100&l=London", False),
        ("/jobs?q=data+science&l=London&start=10", False),
        ("/jobs?q=data+science&l=London&radius=25", False),
        ("/viewjob?jk=b55d40dfae84324e", False),
        ("/rc/clk?jk=b55d40dfae84324e", False),
        ("/pagead/clk?mo=r", False),
        ("/careers?page=2", True),
        ("/tree/0", True),
    ],
)
def test_robots_txt_rules_as_indeeds_does(path: str, allowed: bool) -> None:
    rules = Protego.parse(robots_txt("indeed"))
    assert rules.can_fetch(f"http://127.0.0.1{path}", "jobspider") is allowed


def test_robots_txt_can_allow_or_disallow_everything() -> None:
    viewjob = "http://127.0.0.1/viewjob?jk=b55d40dfae84324e"
    assert Protego.parse(robots_txt("allow")).can_fetch(viewjob, "jobspider")
    assert not Protego.parse(robots_txt("disallow")).can_fetch("http://127.0.0.1/jobs?q=x", "jobspider")


def test_a_broken_page_is_cut_inside_its_data_or_no_utf_8() -> None:
    text = search_page(SEARCH, FINDER.find(SEARCH))
    with pytest.raises(json.JSONDecodeError):
        results(cut_off(text.encode()).decode(errors="replace"))
    spoilt = garbled(text.encode())
    with pytest.raises(UnicodeDecodeError):
        spoilt.decode()
    assert len(results(spoilt.decode(errors="replace"))) == 15
