"""The posting: what a spider's row becomes, what the table holds, what the API answers. One list of fields.

Names follow https://schema.org/JobPosting in snake_case. An unknown value is None, never a guess.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError, computed_field

from jobspider import fields as f
from jobspider.errors import InvalidPostingError
from jobspider.listing import COMPANY_PAGE, LISTED_IN, Listing

Problem = Callable[[str], None]


class Posting(BaseModel):
    """One job advertised on one board, as that board shows it."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    source: f.Source
    """The spider's name."""
    source_id: f.Key
    """The site's own key of the posting; unique within the source."""
    url: f.Url
    """Canonical address of the posting, never a click counter's."""
    apply_url: f.Url | None = None
    """Where one applies, when that is another place than `url`."""
    title: f.Title
    """As advertised, on one line."""
    title_normalized: f.Title | None = None
    """The title for grouping: lower case, without place, pay, reference numbers, and what stands in brackets."""
    company: f.Line | None = None
    """The hiring organization's name."""
    company_url: f.Url | None = None
    """The hiring organization's page."""
    is_sponsored: f.Mark | None = None
    """Whether the board was paid to show it, where the board says so."""
    is_expired: f.Mark | None = None
    """Whether the board marks it as expired."""

    description_html: f.Html | None = None
    """Sanitised HTML (an allow list of text tags; no scripts, styles or handlers)."""
    description_text: f.Block | None = None
    """The description as plain text, a blank line between paragraphs."""
    description_is_snippet: f.Mark = False
    """Whether the description is only the excerpt that a search page shows."""
    language: f.Language | None = None
    """ISO 639-1 code of the posting's language."""

    location_raw: f.Line | None = None
    """The place as the board words it."""
    locality: f.Line | None = None
    """Town or city."""
    region: f.Line | None = None
    """County, state or province: its name, or its ISO 3166-2 code without the country, as the board has it."""
    country: f.Country | None = None
    """ISO 3166-1 alpha-2 code."""
    postal_code: f.PostalCode | None = None
    """Postal code, as much of it as the board gives."""
    latitude: f.Latitude | None = None
    """Degrees north, WGS 84."""
    longitude: f.Longitude | None = None
    """Degrees east, WGS 84."""
    work_mode: f.WorkModes | None = None
    """`remote`, `hybrid` or `onsite`."""

    employment_type: f.EmploymentTypes = frozenset()
    """Set of schema.org employment types: FULL_TIME, PART_TIME, CONTRACTOR, TEMPORARY, INTERN, VOLUNTEER, PER_DIEM,
    OTHER; in the database sorted, with commas between them."""
    contract_type: f.ContractType | None = None
    """How the employment is contracted, a fact apart from full-time or part-time: permanent, contract, temporary,
    apprenticeship or internship."""
    seniority: f.Seniority | None = None
    """Level that the title names: intern, junior, mid, senior, lead, principal, manager, director, executive."""
    skills: f.Skills = ()
    """Skills that title and description name, as the dictionary of docs/skills.md writes them, by name."""
    skills_required: f.Skills = ()
    """Of the skills, those that the text asks for; the others it only names, or calls welcome."""

    salary_raw: f.Line | None = None
    """The pay as the board words it."""
    salary_min: f.Amount | None = None
    """Lower bound of basic pay for one period, in units of the currency."""
    salary_max: f.Amount | None = None
    """Upper bound of basic pay for one period, in units of the currency."""
    salary_currency: f.Currency | None = None
    """ISO 4217 code."""
    salary_period: f.PayPeriod | None = None
    """What the bounds are paid for: HOUR, DAY, WEEK, MONTH or YEAR."""
    salary_source: f.SalarySources | None = None
    """`declared` by the board as data, read from `text`, or `estimated` by the board."""
    salary_annual_min: f.Amount | None = None
    """Lower bound for a year of full-time work, in units of the currency: `salary_min` times 2,080 an hour, 260 a day,
    52 a week or 12 a month; None without a period."""
    salary_annual_max: f.Amount | None = None
    """Upper bound for a year of full-time work, in units of the currency, made from `salary_max` in the same way."""

    date_posted: f.Moment | None = None
    """When the board published it, UTC."""
    date_posted_raw: f.Line | None = None
    """The date as the board words it."""
    valid_through: f.Moment | None = None
    """When the posting ends, UTC."""

    _listing: Listing | None = PrivateAttr(None)

    UNSEEN: ClassVar[frozenset[str]] = frozenset(
        {"date_posted_raw", "is_sponsored", "content_hash", "skills", "skills_required"}
    )
    """Fields that change though the posting does not: left out of `content_hash`."""

    @computed_field(repr=False)  # type: ignore[prop-decorator]
    @cached_property
    def content_hash(self) -> str:
        """32 hex digits over what a reader would see, but skills; equal hashes mean that nothing changed."""
        seen = [value for name, value in self.sorted_fields() if name not in self.UNSEEN]
        return blake2b(repr(seen).encode("utf-8", "replace"), digest_size=16).hexdigest()

    @property
    def listing(self) -> Listing | None:
        """Which list named it in which run; no part of what it says, and None outside a crawl."""
        return self._listing

    def listed_in(self, listing: Listing | None) -> Self:
        """This posting, which was just made, with the list that named it."""
        self._listing = listing
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; the copy counts its own `content_hash`."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("content_hash", None)
        return copy

    def sorted_fields(self) -> list[tuple[str, Any]]:
        """Name and value of each field of Posting, sets sorted, in the order of the class."""
        values = self.__dict__
        return [(name, ordered(values[name])) for name in Posting.model_fields]

    @classmethod
    def from_raw(
        cls,
        raw: Mapping[str, Any],
        *,
        source: str,
        now: datetime,
        country: str | None = None,
        problem: Problem = lambda _: None,
    ) -> Self:
        """A posting from a spider's row: keys are field names, values are as loose as the page had them.

        A value of an optional field that cannot be read is left out and told to `problem` as a sentence.
        Raises InvalidPostingError when source_id, url or title is missing or wrong.
        """
        row = {"country": country, **{k: v for k, v in raw.items() if v is not None}, "source": source}
        listing = row.pop(LISTED_IN, None)
        row.pop(COMPANY_PAGE, None)  # says where to ask, and nothing of the posting
        context = {"now": now, "country": row["country"] or country}
        for name in row.keys() - cls.model_fields.keys():
            problem(f"{name} is not a field of a posting: it is left out")
        try:
            return cls.model_validate(row, context=context)._with_bounds_in_order().listed_in(listing)
        except ValidationError as error:
            wrong = {str(e["loc"][0]): f"{e['loc'][0]} {_shown(e['input'])}: {e['msg']}" for e in error.errors()}
        if wrong.keys() & {"source", "source_id", "url", "title"}:
            raise InvalidPostingError(f"a posting of {source} cannot be kept: " + "; ".join(wrong.values()))
        for sentence in wrong.values():
            problem(sentence)
        kept = {k: v for k, v in row.items() if k not in wrong}
        return cls.model_validate(kept, context=context)._with_bounds_in_order().listed_in(listing)

    def _with_bounds_in_order(self) -> Self:
        """Boards now and then give the two bounds of the pay the wrong way round."""
        low, high = self.salary_min, self.salary_max
        if low is None or high is None or low <= high:
            return self
        return self.model_copy(update={"salary_min": high, "salary_max": low})


class StoredPosting(Posting):
    """A posting with what only the database knows."""

    id: f.RowId
    """Number of the row."""
    first_seen_at: f.Moment
    """When a crawl first saw it, UTC."""
    last_seen_at: f.Moment
    """When a crawl last saw it, UTC."""
    closed_at: f.Moment | None = None
    """When it was found to be closed, UTC; None while it is open."""
    closed_reason: f.Reason | None = None
    """Why it counts as closed: `gone` (its page answers 404 or 410), `not_listed` (a list that was read to its end no
    longer names it), `expired` (its board marks it so), `valid_through` (that time has passed), or `not_seen`, which is
    an estimate: no crawl of its source has seen it for JOBSPIDER_NOT_SEEN_DAYS."""
    job_id: f.RowId | None = None
    """The same job on several boards has the same job_id: the smallest `id` of its postings (docs/identity.md); None
    until it was compared with the others, soon after it was stored."""


def ordered(value: Any) -> Any:
    """A set in its order, so that it is written alike each time; anything else as it is."""
    return sorted(value) if isinstance(value, frozenset) else value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
