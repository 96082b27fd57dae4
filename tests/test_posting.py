"""The posting: given a spider's raw row, then a posting, or a sentence that names what is wrong."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from jobspider.errors import InvalidPostingError
from jobspider.posting import Posting

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RAW = {"source_id": "1", "url": "https://jobs.example/1", "title": "Data Scientist"}


def posting(problems: list[str] | None = None, **raw: Any) -> Posting:
    """A posting from RAW and more."""
    told = problems if problems is not None else []
    return Posting.from_raw({**RAW, **raw}, source="example", now=NOW, country="GB", problem=told.append)


def test_the_least_that_a_posting_needs() -> None:
    found = posting()

    assert (found.source, found.source_id, found.title, found.country) == ("example", "1", "Data Scientist", "GB")
    assert found.salary_min is None
    assert found.employment_type == frozenset()


@pytest.mark.parametrize("field", ["source_id", "url", "title"])
def test_without_identity_there_is_no_posting(field: str) -> None:
    with pytest.raises(InvalidPostingError, match=field):
        posting(**{field: None})


@pytest.mark.parametrize("url", ["ftp://x/1", "javascript:alert(1)", "/relative", "https://user:pw@host/1", "http://"])
def test_a_url_must_be_one_that_a_reader_can_follow(url: str) -> None:
    with pytest.raises(InvalidPostingError, match="url"):
        posting(url=url)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latitude", 123.4),
        ("salary_min", "a lot"),
        ("salary_currency", "pounds"),
        ("salary_currency", "GBK"),
        ("salary_period", "fortnight"),
        ("date_posted", "once upon a time"),
        ("apply_url", "mailto:jobs@example.org"),
        ("work_mode", "sometimes"),
        ("country", "Atlantis"),
    ],
)
def test_a_wrong_value_of_an_optional_field_costs_only_that_field(field: str, value: object) -> None:
    problems: list[str] = []

    found = posting(problems, company="Acme", **{field: value})

    assert getattr(found, field) is None
    assert found.company == "Acme"
    assert [sentence.split()[0] for sentence in problems] == [field]


def test_an_unknown_field_is_left_out_and_told() -> None:
    problems: list[str] = []

    posting(problems, colour="red")

    assert problems == ["colour is not a field of a posting: it is left out"]


def test_text_is_cleaned_and_bounded() -> None:
    found = posting(title="  Data\u00a0 Scientist\u200b\n(m/f) \ud800 " + "x" * 1000, company="\x00 ")

    assert found.title.startswith("Data Scientist (m/f)")
    assert len(found.title) <= 300
    assert found.company is None
    found.title.encode()


def test_html_is_sanitised() -> None:
    found = posting(description_html='<p onclick="x()">Hi<script>alert(1)</script> <a href="javascript:x">y</a></p>')

    assert found.description_html is not None
    assert "script" not in found.description_html
    assert "onclick" not in found.description_html


def test_html_that_grows_too_long_stays_harmless() -> None:
    grows = "&lt;script&gt;alert(1)&lt;/script&gt;" + "&" * 300_000

    html = posting(description_html=grows).description_html or ""

    assert html.startswith("&lt;script&gt;alert(1)")
    assert len(html.encode()) <= 500_000


def test_a_key_that_is_too_long_stays_unique() -> None:
    one, other = posting(source_id="k" * 300 + "1"), posting(source_id="k" * 300 + "2")

    assert len(one.source_id) <= 255
    assert one.source_id != other.source_id


def test_labels_become_the_standard_terms() -> None:
    found = posting(
        employment_type=["Full-time", "CONTRACTOR", "Perks"], salary_period="YEARLY", country="United Kingdom"
    )

    assert found.employment_type == {"FULL_TIME", "CONTRACTOR"}
    assert found.salary_period == "YEAR"
    assert found.country == "GB"


def test_bounds_of_pay_are_put_right() -> None:
    assert (posting(salary_min=50, salary_max=40).salary_min, posting(salary_min=-1).salary_min) == (40, None)


@pytest.mark.parametrize(
    "given",
    [
        1_763_812_800_000,
        "2025-11-22T12:00:00Z",
        datetime(2025, 11, 22, 12, tzinfo=UTC),
        datetime(2025, 11, 22, 14, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_dates_are_utc_whatever_they_came_as(given: object) -> None:
    found = posting(date_posted=given).date_posted

    assert found == datetime(2025, 11, 22, 12, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_the_hash_changes_with_what_a_reader_sees_and_with_nothing_else() -> None:
    base = posting(employment_type=["Full-time", "Part-time"])

    assert base.content_hash == posting(employment_type=["Part-time", "Full-time"]).content_hash
    assert (
        base.content_hash
        == posting(employment_type=["Full-time", "Part-time"], date_posted_raw="3 days ago").content_hash
    )
    assert base.content_hash != posting(employment_type=["Full-time"]).content_hash


def test_json_has_every_field() -> None:
    found = posting(employment_type=["Part-time", "Full-time"]).model_dump(mode="json")

    assert found.keys() == {*Posting.model_fields, "content_hash"}
    assert found["employment_type"] == ["FULL_TIME", "PART_TIME"]
