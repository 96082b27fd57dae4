"""The sample board's postings: pure functions of seed, size and day, each found in constant time."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from jobspider.sample.chance import chance
from jobspider.sample.companies import company
from jobspider.sample.employment import labels, remote
from jobspider.sample.keys import key_of, number_of
from jobspider.sample.lifetime import born, generation, revision
from jobspider.sample.occupations import FAMILIES, Family
from jobspider.sample.pay import Pay, pay
from jobspider.sample.places import PLACES, Place

MAX_SIZE = 1_000_000
_FAMILY_SHARES = [family.share for family in FAMILIES]
_PLACE_SHARES = [place.share for place in PLACES]
_AGES = (0, 1, 2, 3, 4, 5, 6, 8, 11, 13, 18, 24, 29, 36, 48)
_AGE_SHARES = (15, 15, 14, 13, 8, 7, 6, 5, 4, 4, 3, 2, 2, 1, 1)


@dataclass(frozen=True, slots=True)
class SamplePosting:
    """One advertised job as the board knows it; the pages show it in their own shapes."""

    key: str
    number: int
    title: str
    company: str
    place: Place
    district: str
    remote: str
    types: tuple[str, ...]
    family: Family
    pay: Pay | None
    published: date
    age: int
    sponsored: bool
    expired: bool
    urgent: bool

    @property
    def location(self) -> str:
        """The place as Indeed words it, e.g. "London EC2A"."""
        if self.remote == "Remote":
            return f"Remote in {self.place.town}"
        return f"{self.place.town} {self.district}".rstrip()


@dataclass(frozen=True)
class Board:
    """`size` postings (at most MAX_SIZE) on simulated day `day`; `start` is the date of day 0."""

    seed: int
    size: int
    start: date
    day: int = 0

    @cached_property
    def today(self) -> date:
        """The date on the board's clock."""
        return self.start + timedelta(days=self.day)

    def posting(self, slot: int) -> SamplePosting:
        """The posting that fills slot 0 … size - 1 today; another one fills it when this one has gone."""
        number = generation(self.seed, slot, self.day) * MAX_SIZE + slot
        return self._built(number, slot)

    def find(self, key: str) -> SamplePosting | None:
        """The posting with that job key, None when it is not on the board today."""
        number = number_of(self.seed, key)
        slot = number % MAX_SIZE
        if slot >= self.size or number // MAX_SIZE != generation(self.seed, slot, self.day):
            return None
        return self._built(number, slot)

    def _built(self, number: int, slot: int) -> SamplePosting:
        draw = chance(self.seed, number)
        family = draw.choices(FAMILIES, _FAMILY_SHARES)[0]
        types = labels(draw)
        place = draw.choices(PLACES, _PLACE_SHARES)[0]
        published = self._published(draw, slot)
        revised = revision(self.seed, slot, self.day)
        return SamplePosting(
            key=key_of(self.seed, number),
            number=number,
            title=_title(draw, family) + (" (Immediate Start)" if revised % 4 >= 2 else ""),
            company=company(draw),
            place=place,
            district=draw.choice((*place.districts, "")),
            remote=remote(draw),
            types=types,
            family=family,
            pay=pay(chance(self.seed, number, 1 + revised % 2), family, "Contract" in types),
            published=published,
            age=(self.today - published).days,
            sponsored=draw.random() < 0.2,
            expired=draw.random() < 0.01,
            urgent=draw.random() < 0.1,
        )

    def _published(self, draw: Random, slot: int) -> date:
        age = draw.choices(_AGES, _AGE_SHARES)[0]
        birth = born(self.seed, slot, self.day)
        return self.start + timedelta(days=-age if birth is None else birth)


def _title(draw: Random, family: Family) -> str:
    title = draw.choice(family.titles)
    return title.upper() if draw.random() < 0.04 else title
