"""Given a table, when batches of postings are written, then the rows, versions and counts are these on any database."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from jobspider.posting import Posting, StoredPosting
from jobspider.search.postings import by_id, versions_of
from jobspider.store import read, schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.tables import postings
from tests.analysts import posting

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, UTC)
DAY = timedelta(days=1)
PAY: dict[str, Any] = {"salary_raw": "£50,000 a year", "salary_min": 50_000, "salary_currency": "GBP"}
PAGE: dict[str, Any] = {"description_html": "<p>All of it.</p>", "description_text": "All of it."}
CARD: dict[str, Any] = {"description_text": "All …", "description_is_snippet": True}


def stored(engine: Engine, number: int = 1) -> StoredPosting:
    with engine.connect() as connection:
        key = (postings.c.source == "acme") & (postings.c.source_id == f"job-{number:05d}")
        return by_id(connection, connection.execute(select(postings.c.id).where(key)).scalar_one())


def replaced(engine: Engine, number: int = 1) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [version.replaced for version in reversed(versions_of(connection, stored(engine, number).id))]


def numbers(engine: Engine, batch: list[Posting], at: datetime) -> tuple[int, int, int, int]:
    result = upsert(engine, batch, at)
    return result.new, result.changed, result.unchanged, len(result.failed)


def test_a_posting_comes_back_as_it_was_written(engine: Engine) -> None:
    chance = Random(1)
    for number in range(50):
        written = posting(
            number,
            title="Señor Ingenieur 数据 😀🧑‍💻",
            **PAGE,
            salary_min=round(chance.uniform(1, 200_000), 2),
            latitude=chance.uniform(-90, 90),
            longitude=chance.uniform(-180, 180),
            employment_type=["FULL_TIME", "CONTRACTOR"],
            skills=("Python", "SQL"),
            is_sponsored=True,
            date_posted=datetime(2026, 11, 22, 1, 2, 3, 456789, timezone(timedelta(hours=8))),
        )
        upsert(engine, [written], NOON)
        found = stored(engine, number)
        assert found.sorted_fields() == written.sorted_fields()
        assert found.content_hash == written.content_hash
        assert found.date_posted == datetime(2026, 11, 21, 17, 2, 3, 456789, UTC)
        assert (found.first_seen_at, found.last_seen_at) == (NOON, NOON)


def test_seeing_the_same_again_moves_only_last_seen_at(engine: Engine) -> None:
    batch = [posting(number) for number in range(250)]
    assert numbers(engine, batch, NOON) == (250, 0, 0, 0)
    assert numbers(engine, batch, NOON + DAY) == (0, 0, 250, 0)
    assert numbers(engine, batch, NOON - DAY) == (0, 0, 250, 0)
    found = stored(engine)
    assert (found.first_seen_at, found.last_seen_at) == (NOON, NOON + DAY)
    assert replaced(engine) == []


def test_a_change_leaves_a_version_with_the_old_values_of_the_changed_fields_only(engine: Engine) -> None:
    upsert(engine, [posting(1, **PAY, employment_type=["FULL_TIME"], date_posted=NOON), posting(2)], NOON)
    changed = posting(1, title="Lead Analyst", date_posted=NOON + DAY, employment_type=["PART_TIME"])
    assert numbers(engine, [changed, posting(2)], NOON + DAY) == (0, 1, 1, 0)
    assert replaced(engine) == [
        {
            "title": "Analyst 1",
            "salary_raw": "£50,000 a year",
            "salary_min": 50_000.0,
            "salary_currency": "GBP",
            "employment_type": ["FULL_TIME"],
            "date_posted": "2026-11-22T12:00:00.123456Z",
        }
    ]
    found = stored(engine)
    assert (found.title, found.salary_min, found.first_seen_at) == ("Lead Analyst", None, NOON)
    assert found.content_hash == changed.content_hash


def test_what_no_reader_sees_is_no_change(engine: Engine) -> None:
    upsert(engine, [posting(date_posted_raw="1 day ago", is_sponsored=True)], NOON)
    assert numbers(engine, [posting(date_posted_raw="2 days ago", is_sponsored=False)], NOON + DAY) == (0, 0, 1, 0)


def test_another_way_to_compute_the_hash_is_no_change(engine: Engine) -> None:
    upsert(engine, [posting(1), posting(2)], NOON)
    with engine.begin() as connection:
        connection.execute(update(postings).values(content_hash="an older jobspider's"))
    assert numbers(engine, [posting(1), posting(2)], NOON + DAY) == (0, 0, 2, 0)
    assert (stored(engine).last_seen_at, replaced(engine)) == (NOON + DAY, [])
    with engine.connect() as connection:
        hashes = connection.execute(select(postings.c.content_hash).order_by("source_id")).scalars().all()
    assert hashes == [posting(1).content_hash, posting(2).content_hash]


def test_a_search_card_only_fills_what_the_page_left_open(engine: Engine) -> None:
    upsert(engine, [posting(**PAGE, company="Acme", title="Data Analyst")], NOON)
    card = posting(**CARD, **PAY, company="ACME Ltd", title="Data Analy…")
    assert numbers(engine, [card], NOON + DAY) == (0, 1, 0, 0)
    assert numbers(engine, [card], NOON + 2 * DAY) == (0, 0, 1, 0)
    found = stored(engine)
    assert (found.company, found.title, found.salary_min) == ("Acme", "Data Analyst", 50_000)
    assert (found.description_text, found.description_is_snippet) == ("All of it.", False)
    assert found.last_seen_at == NOON + 2 * DAY


def test_a_page_replaces_the_card_and_keeps_what_only_the_card_said(engine: Engine) -> None:
    upsert(engine, [posting(**CARD, **PAY, company="ACME Ltd")], NOON)
    upsert(engine, [posting(**PAGE, company="Acme")], NOON + DAY)
    found = stored(engine)
    assert (found.company, found.salary_raw, found.salary_min) == ("Acme", "£50,000 a year", 50_000)
    assert (found.description_text, found.description_is_snippet) == ("All of it.", False)
    expected = Posting.model_validate(found.model_dump())
    assert found.content_hash == expected.content_hash


def test_an_older_observation_changes_nothing(engine: Engine) -> None:
    upsert(engine, [posting(title="New title")], NOON)
    assert numbers(engine, [posting(title="Old title")], NOON - DAY) == (0, 0, 1, 0)
    assert (stored(engine).title, stored(engine).last_seen_at) == ("New title", NOON)


def test_a_closed_posting_that_is_seen_again_is_open(engine: Engine) -> None:
    upsert(engine, [posting(1), posting(2)], NOON)
    with engine.begin() as connection:
        connection.execute(update(postings).values(closed_at=NOON + DAY, closed_reason="not_seen"))
    upsert(engine, [posting(1), posting(2)], NOON + DAY / 2)
    assert stored(engine).closed_reason == "not_seen", "it was seen before it was closed"
    upsert(engine, [posting(1), posting(2, title="Other")], NOON + 2 * DAY)
    for number in (1, 2):
        assert (stored(engine, number).closed_at, stored(engine, number).closed_reason) == (None, None)


def test_a_posting_that_its_board_marks_as_expired_is_closed_until_it_no_longer_is(engine: Engine) -> None:
    upsert(engine, [posting(1, is_expired=True), posting(2)], NOON)
    upsert(engine, [posting(1, is_expired=True), posting(2, is_expired=True)], NOON + DAY)
    assert (stored(engine, 1).closed_at, stored(engine, 1).closed_reason) == (NOON, "expired")
    assert (stored(engine, 2).closed_at, stored(engine, 2).closed_reason) == (NOON + DAY, "expired")
    upsert(engine, [posting(1, is_expired=False)], NOON + 2 * DAY)
    assert (stored(engine).closed_at, stored(engine).closed_reason) == (None, None)


def test_several_of_one_key_in_a_batch_count_once_and_the_last_wins(engine: Engine) -> None:
    batch = [posting(1, title="First"), posting(2), posting(1, title="Last")]
    assert numbers(engine, batch, NOON) == (2, 0, 0, 0)
    assert stored(engine).title == "Last"
    assert numbers(engine, [posting(1, **PAGE), posting(1, **CARD)], NOON + DAY) == (0, 1, 0, 0)
    assert stored(engine).description_text == "All of it."


def test_keys_that_differ_in_case_only_are_two_postings(engine: Engine) -> None:
    keys = ["aB", "Ab", "ab", "é", "e", "ß", "ss"]
    batch = [posting(source_id=key) for key in keys]
    assert numbers(engine, batch, NOON) == (len(keys), 0, 0, 0)
    assert numbers(engine, batch, NOON + DAY) == (0, 0, len(keys), 0)


def test_the_same_id_on_two_sources_is_two_postings(engine: Engine) -> None:
    batch = [posting(source="reed"), posting(source="indeed"), posting(2, source="reed")]
    assert numbers(engine, batch, NOON) == (3, 0, 0, 0)
    assert numbers(engine, batch, NOON + DAY) == (0, 0, 3, 0)
    with engine.connect() as connection:
        assert read.count_by_source(connection) == {"indeed": 1, "reed": 2}


@pytest.mark.parametrize("text_", ["\ud800", "lone \udcff surrogate"])
def test_a_row_that_the_database_refuses_costs_no_other(engine: Engine, text_: str) -> None:
    bad = posting(3).model_copy(update={"title": text_})
    batch = [posting(1), posting(2), bad, *(posting(number) for number in range(4, 100))]
    result = upsert(engine, batch, NOON)
    assert (result.new, len(result.failed)) == (98, 1)
    refused, sentence = result.failed[0]
    assert refused is bad
    assert sentence.startswith("the database refuses posting 'job-00003' of acme: 'utf-8' codec can't encode")


def test_a_row_that_a_server_finds_too_long_costs_no_other(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    schema.upgrade(engine)
    upsert(engine, [posting(7)], NOON)
    bad = [posting(number).model_copy(update={"title": "x" * 301}) for number in (3, 7)]
    result = upsert(engine, [*(posting(number) for number in range(8, 60)), *bad], NOON + DAY)
    assert (result.new, result.changed, len(result.failed)) == (52, 0, 2)
    assert "Data too long for column 'title'" in result.failed[0][1]
    assert (stored(engine, 7).title, replaced(engine, 7)) == ("Analyst 7", [])
    engine.dispose()


def test_long_descriptions_are_kept_whole(engine: Engine) -> None:
    long = posting(description_text="ö" * 240_000, description_html=f"<p>{'é' * 240_000}</p>")
    assert numbers(engine, [long, posting(2)], NOON) == (2, 0, 0, 0)
    assert stored(engine).description_text == long.description_text
    assert numbers(engine, [posting(description_text="short")], NOON + DAY) == (0, 1, 0, 0)
    assert replaced(engine)[0]["description_text"] == long.description_text


def test_quotes_and_backslashes_stay_in_rows_and_versions(engine: Engine) -> None:
    odd = 'C:\\temp\\\' " \'\' \\\\\' %s %% {"a": "\\n"}\n\n\\'
    written = posting(description_text=odd, title=odd, skills=("it's\\", 'C"\\"'))
    upsert(engine, [written, posting(2)], NOON)
    assert stored(engine).sorted_fields() == written.sorted_fields()
    assert stored(engine).description_text == odd
    upsert(engine, [posting(title="Analyst", description_text="Other")], NOON + DAY)
    assert replaced(engine) == [{"title": written.title, "description_text": written.description_text}]


def test_in_the_callers_transaction_nothing_stays_unless_the_caller_commits(engine: Engine) -> None:
    with engine.connect() as connection:
        assert upsert(connection, [posting()], NOON).new == 1
        connection.rollback()
        assert connection.execute(select(func.count()).select_from(postings)).scalar() == 0
