"""What a posting says, and how it has to be stored: pure, of its number and state. The pages are made of the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.soak.truth import EMPLOYERS, State, site_of

TITLES = ("Data Engineer", "Café Cook", "Ward Nurse", "Bus Driver", "Bridge Painter", "Tax Adviser", "Clerk of Works")
NIGHT = " (Night Shift)"
BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
PARTS = {
    "pay": {"salary_min", "salary_max", "salary_annual_min", "salary_annual_max"},
    "title": {"title"},
    "text": {"description_html", "description_text"},
}
"""The columns that a revision of each part changes."""
DERIVED = {"title_normalized", "seniority", "salary_raw"}
"""Columns that may follow from a revised part."""


def key_of(number: int) -> str:
    """The site's own key."""
    return f"soak-{number:06d}"


def source_id_of(number: int) -> str:
    """The key under which it is stored."""
    return f"127.0.0.1/{key_of(number)}" if site_of(number) == "careers" else key_of(number)


def employer_of(number: int) -> str:
    """Whose posting it is; on the site with lists each employer has one."""
    return f"employer-{number % EMPLOYERS}"


def title(number: int, state: State) -> str:
    """An actuary's for some, the night shift for each second revision."""
    word = "Actuary" if number % 53 == 0 else TITLES[number % len(TITLES)]
    night = NIGHT if state.title % 2 else ""
    return f"{word} {number}{f' edition {state.title}' if state.title else ''}{night}"


def pay(number: int, state: State) -> tuple[int, int]:
    """Pounds a year."""
    low = 25_000 + number % 40 * 1000 + 500 * state.pay
    return low, low + 7_500


def paragraphs(number: int, state: State) -> list[str]:
    """The description; long enough to be like others."""
    return [
        f"Posting {number} of {employer_of(number)}, text {state.text}.",
        *(f"Paragraph {n}: what runs today is kept running, explained, and left tidier. " * 3 for n in range(3)),
        "£5 & a day off for whoever <reads> this.",
    ]


def posted(number: int) -> datetime:
    """When it was published."""
    return BEGINNING + timedelta(hours=number % 5000)


def stored(number: int, state: State) -> dict[str, Any]:
    """Columns of `postings` that must hold exactly this."""
    low, high = pay(number, state)
    return {
        "title": title(number, state),
        "company": employer_of(number),
        "locality": "Leeds",
        "country": "GB",
        "employment_type": "FULL_TIME",
        "description_text": "\n\n".join(paragraph.strip() for paragraph in paragraphs(number, state)),
        "description_is_snippet": False,
        "salary_min": low,
        "salary_max": high,
        "salary_annual_min": low,
        "salary_annual_max": high,
        "salary_currency": "GBP",
        "salary_period": "YEAR",
        "salary_source": "declared",
        "date_posted": posted(number),
    }


def columns_of(parts: frozenset[str]) -> set[str]:
    """The columns that change with these parts."""
    return set().union(*(PARTS[part] for part in parts))
