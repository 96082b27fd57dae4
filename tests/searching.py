"""A database of postings to search, whose every answer a few lines of Python can check."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine, event, text

from jobspider.posting import Posting
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.store.words import index_waiting

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TITLES = ("Data Scientist", "Senior C++ Developer", "Go Developer", "R Analyst", "AI Engineer", ".NET Developer")
PLACES = (("London EC2A", "London", "GB"), ("München", "München", "DE"), ("Leeds", "Leeds", "GB"))


def posting(number: int, **values: Any) -> Posting:
    """The posting of a number: all that searches look at follows from it."""
    raw, locality, country = PLACES[number % 3]
    row = {
        "source_id": str(number),
        "url": f"https://jobs.example/{number}",
        "title": TITLES[number % 6],
        "company": "Acme & Sons" if number % 4 else "Zoo Ltd",
        "location_raw": raw,
        "locality": locality,
        "country": country,
        "employment_type": ["FULL_TIME"] if number % 5 else ["PART_TIME", "CONTRACTOR"],
        "contract_type": "permanent" if number % 2 else None,
        "work_mode": ("remote", "hybrid", None)[number % 3],
        "skills": ("Python", "Power BI") if number % 2 else (),
        "skills_required": ("Power BI",) if number % 4 == 1 else (),
        "description_text": f"We go to market\n\nwith data, and number{number}.",
        "salary_annual_max": 1_000 * number if number % 7 else None,
        "salary_currency": "GBP" if number % 3 != 1 else "EUR",
        "date_posted": NOON - timedelta(hours=number // 3) if number % 8 else None,
        **values,
    }
    return Posting.from_raw(row, source="board-one" if number % 9 else "board_two", now=NOON)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database meanwhile, in order."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        sent.append(sql)

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@contextmanager
def database(kind: str, folder: Path, server: Callable[[], str]) -> Iterator[str]:
    """The URL of an empty database: a SQLite file, or a database of its own on the MariaDB that `server` names."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'search.db'}"
        return
    name, shared = f"search_{token_hex(4)}", create_engine(server())
    with shared.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))
    yield shared.url.set(database=name).render_as_string(hide_password=False)
    with shared.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    shared.dispose()


@contextmanager
def searchable(url: str, numbers: range = range(60)) -> Iterator[Engine]:
    """The database with these postings, their words indexed."""
    engine = create_engine(url)
    upgrade(engine)
    upsert(engine, [posting(number) for number in numbers], NOON)
    index_waiting(engine)
    yield engine
    engine.dispose()
