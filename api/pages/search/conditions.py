"""The conditions of a search, said in words."""

from datetime import UTC, datetime, timedelta

from api.pages.formats import day
from api.pages.labels import NAMES
from api.pages.search.query import Asked, Pair
from api.pages.values import worded
from jobspider.search.facets import Facet, Facets
from jobspider.search.filters import PostingFilter

PERIODS = ((0, "Today"), (2, "The last 3 days"), (6, "The last week"), (29, "The last 30 days"))
"""Days before today, and what the form calls the time since then."""


def said(condition: Pair, asked: Asked) -> str:
    """`Board: indeed`; what needs no name for its kind, such as `Remote`, stands alone."""
    name, value = condition
    if name in {each.name for each in asked.wrong}:
        return f"{NAMES[name]}: {value}"
    if name in ("posted_after", "posted_before"):
        return f"{NAMES[name]} {day(getattr(asked.query, name))}"
    if name == "open":
        return "Open" if asked.query.open else "Closed"
    if name in ("employment_type", "contract_type", "work_mode"):
        return worded(name, value)
    if name == "salary_min":
        return f"{NAMES[name]} {asked.query.salary_min:,.0f}"
    return f"{NAMES[name]}: {worded(name, value)}"


def title(asked: Asked) -> str:
    """What is looked for, in the words of the person: for the page's title and the name of a feed."""
    words = [asked.text(name) for name in ("q", "title", "company", "location") if asked.text(name)]
    return f"{', '.join(words)}: jobs" if words else "Search jobs"


def periods(now: datetime, asked: PostingFilter) -> list[tuple[str, str, bool]]:
    """(value, words, whether chosen) of posted_after, with what the address says where that is none of the usual."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [(today - timedelta(days=days), words) for days, words in PERIODS]
    given = asked.posted_after
    if given is not None and given not in [moment for moment, _ in moments]:
        moments.append((given, f"Since {day(given)}"))
    return [(f"{moment:%Y-%m-%dT%H:%M:%SZ}", words, moment == given) for moment, words in moments]


def currencies(counts: Facets, asked: Asked) -> list[Facet]:
    """Those that pay is stated in, and the chosen one."""
    found = counts.facets.get("salary_currency", [])
    chosen = asked.text("salary_currency").upper()
    missing = chosen and chosen not in [facet.value for facet in found]
    return [*found, Facet(value=chosen, count=0)] if missing else found


def postings(number: int, more: bool = False) -> str:
    """`126 postings`, `100 or more postings`."""
    return f"{number:,}{' or more' if more else ''} posting{'' if number == 1 and not more else 's'}"
