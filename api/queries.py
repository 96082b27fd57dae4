"""The parameters of routes that select postings: the one filter, and how much of it is wanted in which order."""

from typing import Annotated

from pydantic import Field

from jobspider.search.cursor import PATTERN
from jobspider.search.filters import PostingFilter, Sort


class PostingQuery(PostingFilter):
    """A filter, an order and a page."""

    sort: Sort = Sort.NEWEST
    """newest or oldest: by date of publication; salary: the highest pay a year first, needs salary_currency;
    relevance: of the newest 1,000 postings that match, those first that hold the words most often or in their title."""
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    """Postings on a page, at most."""
    cursor: Annotated[str, Field(pattern=PATTERN, max_length=60)] | None = None
    """`next_cursor` of the page before, with the same filter and order."""

    def filter(self) -> PostingFilter:
        """The conditions alone."""
        return PostingFilter.model_construct(**{name: getattr(self, name) for name in PostingFilter.model_fields})
