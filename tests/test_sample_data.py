"""The sample board's postings: the same each time, found by key, realistic in their mix, moving from day to day."""

from datetime import date, timedelta

import pytest

from jobspider.sample.data import MAX_SIZE, Board, SamplePosting
from jobspider.sample.description import description_html
from jobspider.sample.search import Finder, Search

START = date(2026, 11, 22)


def board(seed: int = 1, size: int = 2000, day: int = 0) -> Board:
    return Board(seed, size, START, day)


def by_key(of: Board) -> dict[str, SamplePosting]:
    return {posting.key: posting for posting in map(of.posting, range(of.size))}


def test_the_same_seed_gives_the_same_board_and_another_seed_another() -> None:
    assert by_key(board(seed=1)) == by_key(board(seed=1))
    assert by_key(board(seed=1)).keys().isdisjoint(by_key(board(seed=2)))


def test_a_posting_does_not_depend_on_the_size_of_the_board() -> None:
    assert board(size=20).posting(7) == board(size=MAX_SIZE).posting(7)


@pytest.mark.parametrize("slot", [0, 1, 999_999])
@pytest.mark.parametrize("day", [0, 400])
def test_each_posting_is_found_by_its_key(slot: int, day: int) -> None:
    of = board(size=MAX_SIZE, day=day)
    posting = of.posting(slot)
    assert len(posting.key) == 16
    assert of.find(posting.key) == posting


@pytest.mark.parametrize("key", ["", "0000000000000000", "not-a-key", "ffffffffffffffff", "b55d40dfae84324f"])
def test_no_posting_is_found_by_a_foreign_key(key: str) -> None:
    assert board().find(key) is None


def test_pay_comes_in_every_shape_that_boards_show() -> None:
    pays = [posting.pay for posting in by_key(board()).values()]
    shown = [pay for pay in pays if pay]
    assert 0.1 < sum(pay is None for pay in pays) / len(pays) < 0.3
    assert {pay.period for pay in shown} == {"YEAR", "MONTH", "DAY", "HOUR"}
    assert any(pay.low is None for pay in shown)
    assert any(pay.high is None for pay in shown)
    assert any(pay.low == pay.high for pay in shown)
    assert any(pay.estimated for pay in shown)
    assert all(pay.low <= pay.high for pay in shown if pay.low is not None and pay.high is not None)


def test_descriptions_are_one_to_four_kilobytes_long() -> None:
    lengths = [len(description_html(posting).encode()) for posting in by_key(board()).values()]
    assert min(lengths) >= 1000
    assert max(lengths) <= 4096


def test_a_day_ends_some_postings_changes_some_and_brings_new_ones() -> None:
    before, after = by_key(board(day=3)), by_key(board(day=4))
    kept = before.keys() & after.keys()
    changed = [key for key in kept if (before[key].pay, before[key].title) != (after[key].pay, after[key].title)]
    assert 40 <= len(before.keys() - after.keys()) <= 160
    assert {after[key].published for key in after.keys() - before.keys()} == {START + timedelta(days=4)}
    assert 15 <= len(changed) <= 100
    assert all(before[key].published == after[key].published for key in kept)


def test_a_posting_that_has_gone_is_found_no_more() -> None:
    gone = by_key(board(day=0)).keys() - by_key(board(day=1)).keys()
    assert gone
    assert not any(board(day=1).find(key) for key in gone)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_default_search_fills_about_ten_pages(seed: int) -> None:
    search = Search("data science", "London", days=3, job_type="fulltime")
    assert 100 <= Finder(board(seed)).find(search).total <= 150


def test_a_search_finds_what_was_asked_for_and_all_of_it() -> None:
    finder = Finder(board())
    search = Search("data science", "London", days=3, job_type="parttime", sort="date")
    expected = {
        posting.key
        for posting in by_key(board()).values()
        if posting.family.name == "Data Science"
        and posting.place.town == "London"
        and posting.age <= 3
        and "Part-time" in posting.types
    }
    found = finder.find(search).postings
    assert {posting.key for posting in found} == expected
    assert [posting.age for posting in found] == sorted(posting.age for posting in found)


def test_all_matches_on_a_board_of_a_million_without_reading_it() -> None:
    found = Finder(board(size=MAX_SIZE), "all").find(Search("anything", start=90))
    assert (found.total, found.page, len(found.postings)) == (MAX_SIZE, 9, 15)
