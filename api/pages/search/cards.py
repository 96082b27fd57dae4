"""A posting as a search shows it: in a few lines, with the words that were searched for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from api.pages.pay import pay, yearly
from api.pages.search.highlight import Highlight, highlight
from api.pages.values import place, worded
from jobspider.posting import StoredPosting
from jobspider.search.filters import PostingFilter

SKILLS = 6
"""Skills that a card shows; it says how many more there are."""
LETTERS = 120
"""Letters of a skill or company, at most: some boards write sentences there."""


@dataclass(frozen=True)
class Card:
    """What is shown of a posting."""

    id: int
    title: Markup
    company: Markup
    place: Markup
    excerpt: Markup
    pay: str | None
    yearly: str | None
    is_estimate: bool
    facts: tuple[str, ...]
    skills: tuple[str, ...]
    skills_more: int
    source: str
    published: datetime | None
    first_seen: datetime
    is_closed: bool


def cards(postings: Iterable[StoredPosting], asked: PostingFilter) -> list[Card]:
    """One for each."""
    titles, companies, places = (highlight(asked, name) for name in ("title", "company", "location"))
    words = highlight(asked, "q")
    return [_card(posting, titles, companies, places, words) for posting in postings]


def _card(posting: StoredPosting, titles: Highlight, companies: Highlight, places: Highlight, words: Highlight) -> Card:
    skills = [skill[:LETTERS] for skill in posting.skills]
    return Card(
        id=posting.id,
        title=titles.marked(posting.title),
        company=companies.marked((posting.company or "")[:LETTERS]),
        place=places.marked((place(posting) or "")[:LETTERS]),
        excerpt=words.excerpt(posting.description_text or ""),
        pay=pay(posting),
        yearly=yearly(posting),
        is_estimate=posting.salary_source == "estimated",
        facts=tuple(_facts(posting)),
        skills=tuple(skills[:SKILLS]),
        skills_more=max(0, len(skills) - SKILLS),
        source=posting.source,
        published=posting.date_posted,
        first_seen=posting.first_seen_at,
        is_closed=posting.closed_at is not None,
    )


def _facts(posting: StoredPosting) -> Iterable[str]:
    if posting.work_mode:
        yield worded("work_mode", posting.work_mode)
    yield from (worded("employment_type", kind) for kind in sorted(posting.employment_type))
    if posting.contract_type:
        yield worded("contract_type", posting.contract_type)
