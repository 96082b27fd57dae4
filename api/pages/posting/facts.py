"""The facts of a posting that stand beside its description, each with its name."""

from collections.abc import Iterator

from api.pages.formats import day
from api.pages.values import fact, published
from jobspider.posting import StoredPosting

NAMED = (
    ("Employment", "employment_type"),
    ("Contract", "contract_type"),
    ("Where", "work_mode"),
    ("Level", "seniority"),
    ("Country", "country"),
    ("Postcode", "postal_code"),
    ("Language", "language"),
)


def facts(posting: StoredPosting) -> Iterator[tuple[str, str]]:
    """What is known; an unknown fact is left out."""
    for name, field in NAMED:
        if getattr(posting, field):
            yield name, fact(posting, field)
    yield "Published", published(posting) or "The board does not say"
    if posting.valid_through:
        yield "Closes", day(posting.valid_through)
    yield "First seen", day(posting.first_seen_at)
    yield "Last seen", day(posting.last_seen_at)
    if posting.is_sponsored:
        yield "Sponsored", "yes: the board was paid to show it"
    yield "Board", posting.source
    yield "Its number there", posting.source_id
