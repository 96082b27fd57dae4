"""From a model's fields to a table's columns, and the column types that behave alike on SQLite and MySQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import JSON, Column, DateTime, Dialect, Float, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

MYSQL = ("mysql", "mariadb")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC with microseconds and given back as UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """MySQL's DATETIME drops fractions of a second unless told how many digits to keep."""
        if dialect.name in MYSQL:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To naive UTC: neither database keeps an offset, and PyMySQL would store the local hour as it stands."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: give jobspider aware datetimes")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Back to an aware datetime."""
        return None if value is None else value.replace(tzinfo=UTC)


class LabelSet(TypeDecorator[frozenset[str]]):
    """A small set of labels without commas, stored sorted as `A,B`; the empty set is the empty string."""

    impl = String(255)
    cache_ok = True

    def process_bind_param(self, value: frozenset[str] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Sorted, so that equal sets are equal text."""
        return ",".join(sorted(value or ()))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str]:  # noqa: ARG002
        """Back to a set."""
        return frozenset(value.split(",")) if value else frozenset()


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """Some texts in their order, stored as a JSON list."""

    impl = JSON
    cache_ok = True

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        """Immutable again, as the model has it."""
        return tuple(value or ())


def long_text() -> TypeEngine[Any]:
    """Text of up to 16 MB: MySQL's plain TEXT ends at 64 KB and refuses the row."""
    return Text().with_variant(mysql.MEDIUMTEXT(), *MYSQL)


def bytes_of_a_document() -> TypeEngine[Any]:
    """Up to 16 MB: MySQL's plain BLOB ends at 64 KB and refuses the row."""
    return LargeBinary().with_variant(mysql.MEDIUMBLOB(), *MYSQL)


def ascii_text() -> TypeEngine[Any]:
    """Long ASCII text, compared byte by byte: the fastest to look through."""
    return Text().with_variant(mysql.MEDIUMTEXT(charset="ascii", collation="ascii_bin"), *MYSQL)


def key_text(length: int) -> TypeEngine[Any]:
    """A key compared byte by byte: MySQL's default collation takes `aB` and `Ab` for the same posting."""
    return String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_bin"), *MYSQL)


def money() -> TypeEngine[Any]:
    """An amount of money with two decimals, given back as float; 8-byte floats hold 15 digits exactly enough."""
    return double()


def double() -> TypeEngine[Any]:
    """An 8-byte float. MySQL's is named, since it reports FLOAT(53) as DOUBLE, and as float: its default is Decimal."""
    return Float(53).with_variant(mysql.DOUBLE(asdecimal=False), *MYSQL)


def columns(model: type[BaseModel]) -> Iterator[Column[Any]]:
    """A column for each field of the model: its type is the SQLAlchemy type in the field's annotation."""
    for name, field in model.model_fields.items():
        yield Column(name, column_type(name, field), nullable=NoneType in get_args(field.annotation))


def column_type(name: str, field: FieldInfo) -> TypeEngine[Any]:
    """The SQLAlchemy type among a field's annotations; a field without one cannot be stored."""
    for found in (*field.metadata, *inner_metadata(field)):
        if isinstance(found, TypeEngine):
            return double() if type(found) is Float else found
    raise TypeError(f"field {name} names no column type: add one to its Annotated[…]")


def inner_metadata(field: FieldInfo) -> Iterator[Any]:
    """What stands in `Annotated[…]` below an optional: pydantic keeps only the outermost in `metadata`."""
    for member in get_args(field.annotation):
        yield from getattr(member, "__metadata__", ())
