"""What benchmarks/upsert.py writes: the postings, and what becomes of them from day to day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from jobspider.posting import Posting

ROWS = 4_000
DESCRIPTION_WORDS = 620
"""About 4 KB of text, and as much HTML again."""
START = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """What is written after the cases before it, and the share of rows that are other than what is stored then."""

    name: str
    change: Callable[[Posting, int], Posting]


def same(posting: Posting, _number: int) -> Posting:
    """Nothing new."""
    return posting


def tenth(posting: Posting, number: int) -> Posting:
    """Every tenth has another title and other pay."""
    return other(posting, number) if number % 10 == 0 else posting


def other(posting: Posting, _number: int) -> Posting:
    """Another title and other pay."""
    return posting.model_copy(
        update={"title": f"{posting.title} (urgent)", "salary_min": 1 + (posting.salary_min or 0)}
    )


def rewritten(posting: Posting, number: int) -> Posting:
    """Another title, pay and description."""
    description = {
        "description_text": f"Now {posting.description_text}",
        "description_html": f"<p>Now</p>{posting.description_html}",
    }
    return other(posting, number).model_copy(update={**description, "title": f"{posting.title} (again)"})


CASES = (
    Case("all new", same),
    Case("all unchanged", same),
    Case("10 % changed", tenth),
    Case("all changed", lambda posting, number: other(posting, number).model_copy(update={"title": "Changed"})),
    Case("all changed, descriptions too", rewritten),
)


def rows() -> Iterator[Posting]:
    """The postings, in a shuffled order of keys, as a crawl finds them."""
    chance = Random(1)
    words = [f"{'bcdfghklmnprstvw'[n % 16]}{'aeiou'[n % 5]}{'lnrst'[n // 7 % 5]}{n % 90}" for n in range(400)]
    words[0] = "\N{EN DASH}"  # real descriptions are seldom ASCII throughout, which both sides would write faster
    for number in chance.sample(range(10 * ROWS), ROWS):
        description = " ".join(chance.choices(words, k=DESCRIPTION_WORDS))
        yield Posting.from_raw(
            {
                "source_id": f"{number * 2654435761 % 2**64:016x}",
                "url": f"https://jobs.example/viewjob?jk={number:016x}",
                "title": f"Data Scientist {number}",
                "company": f"Company {number % 500}",
                "description_text": description,
                "description_html": f"<p>{description}</p>",
                "location_raw": "London EC2A",
                "locality": "London",
                "country": "GB",
                "employment_type": ["FULL_TIME"],
                "skills": ("Python", "SQL"),
                "salary_raw": "£50,000 - £60,000 a year",
                "salary_min": 50_000 + number,
                "salary_max": 60_000 + number,
                "salary_currency": "GBP",
                "salary_period": "YEAR",
                "date_posted": START - timedelta(hours=number % 300),
            },
            source="indeed",
            now=START,
        )
