"""How many of the day's open postings name a skill, and how many ask for it."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from jobspider.etl.figure import MOST, Figure
from jobspider.etl.members import members


def skills(connection: Connection) -> Iterator[Figure]:
    """`skills` and `skills_required`, the MOST frequent ones."""
    for figure in ("skills", "skills_required"):
        named = members(connection, figure).c.name
        n = func.count().label("n")
        ranked = select(named, n).where(named.is_not(None)).group_by(named).order_by(n.desc(), named).limit(MOST)
        for name, number in connection.execute(ranked):
            yield Figure(figure, number, name=name)
