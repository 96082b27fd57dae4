"""Given the model, when the tables are derived from it, no field is missing and each value comes back."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel
from sqlalchemy import String
from sqlalchemy.dialects import mysql, sqlite
from sqlalchemy.schema import CreateTable

from jobspider.columns import LabelSet, UtcDateTime, columns
from jobspider.columns_doc import lines
from jobspider.posting import Posting, StoredPosting
from jobspider.tables import metadata, postings


def test_postings_has_a_column_for_each_field_and_its_hash() -> None:
    own = {column.name for column in postings.columns if column.computed is None}
    assert own == {*StoredPosting.model_fields, "content_hash"}
    assert set(Posting.model_fields) < set(StoredPosting.model_fields)


def test_a_column_may_be_null_exactly_when_the_field_may_be_none() -> None:
    required = {name for name, field in Posting.model_fields.items() if field.is_required()}
    assert required == {"source", "source_id", "url", "title"}
    assert all(not postings.c[name].nullable for name in required)
    assert postings.c.company.nullable
    assert postings.c.closed_at.nullable
    assert not postings.c.last_seen_at.nullable


def test_a_field_without_a_column_type_is_named() -> None:
    class Odd(BaseModel):
        good: Annotated[str | None, String(5)] = None
        shape: int

    with pytest.raises(TypeError, match="field shape names no column type"):
        list(columns(Odd))


def test_mysql_gets_byte_wise_keys_long_text_and_fractions_of_a_second() -> None:
    ddl = str(CreateTable(postings).compile(dialect=mysql.dialect()))
    for part in (
        "source_id VARCHAR(255) COLLATE utf8mb4_bin NOT NULL",
        "description_html MEDIUMTEXT",
        "last_seen_at DATETIME(6) NOT NULL",
        "latitude DOUBLE",
        "ENGINE=InnoDB",
        "CHARSET=utf8mb4",
    ):
        assert part in ddl


def test_every_table_is_set_up_alike_on_mysql() -> None:
    for table in metadata.tables.values():
        assert table.dialect_options["mysql"]["collate"] == "utf8mb4_unicode_520_ci", table.name


def test_moments_are_stored_as_utc_and_naive_ones_refused() -> None:
    taipei = datetime(2026, 11, 22, 20, 0, 0, 7, timezone(timedelta(hours=8)))
    for dialect in (mysql.dialect(), sqlite.dialect()):
        stored = UtcDateTime().process_bind_param(taipei, dialect)
        assert stored == datetime(2026, 11, 22, 12, 0, 0, 7)  # noqa: DTZ001  naive is what is stored
        assert UtcDateTime().process_result_value(stored, dialect) == datetime(2026, 11, 22, 12, 0, 0, 7, UTC)
        with pytest.raises(ValueError, match="has no time zone"):
            UtcDateTime().process_bind_param(stored, dialect)


def test_equal_sets_of_labels_are_equal_text() -> None:
    kind, dialect = LabelSet(), sqlite.dialect()
    assert kind.process_bind_param(frozenset({"B", "A"}), dialect) == "A,B"
    assert kind.process_bind_param(frozenset(), dialect) == ""
    assert kind.process_result_value("A,B", dialect) == frozenset({"A", "B"})
    assert kind.process_result_value("", dialect) == frozenset()


def test_docs_list_every_column_as_it_is() -> None:
    docs = Path(__file__).resolve().parents[1] / "docs"

    assert (docs / "columns.md").read_text() == "\n".join(lines()) + "\n"
