"""Hours between two moments, which each database writes in its own way."""

from typing import Any

from sqlalchemy import ColumnElement, Float, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class hours_between(FunctionElement[float]):  # noqa: N801  a function of SQL
    """Hours from the first moment to the second, to the millisecond; negative when it is the earlier one."""

    type = Float()
    inherit_cache = True


@compiles(hours_between)
def _mysql(element: hours_between, compiler: SQLCompiler, **options: Any) -> str:
    return f"(TIMESTAMPDIFF(MICROSECOND, {compiler.process(element.clauses, **options)}) / 3.6e9)"


@compiles(hours_between, "sqlite")
def _sqlite(element: hours_between, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"((julianday({second}) - julianday({first})) * 24.0)"


def waited(first: ColumnElement[Any], second: ColumnElement[Any]) -> ColumnElement[float]:
    """Hours from the first moment to the second; 0 where a board dates a posting some hours ahead."""
    hours = hours_between(first, second)
    return case((hours < 0, 0.0), else_=hours)
