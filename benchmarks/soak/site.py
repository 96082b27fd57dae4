"""The site as it is on the current simulated day; pure but for the day that `turn` sets and what is kept of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

from benchmarks.soak import pages
from benchmarks.soak.facts import key_of
from benchmarks.soak.truth import EMPLOYERS, State, birthday, following, site_of


@dataclass
class Answer:
    """Status, body, and what kind it is."""

    body: bytes
    kind: str = "text/html"
    status: int = 200
    etag: str = ""


@dataclass
class Site:
    """`size` postings on two sites, of day `day` (-1: before the first)."""

    seed: int
    size: int
    base: str = ""
    day: int = -1
    states: list[State] = field(default_factory=list)
    changed: list[datetime] = field(default_factory=list)
    served: int = 0

    def __post_init__(self) -> None:
        self.states = [State()] * self.size
        self.changed = [datetime.now(UTC)] * self.size
        self._births = [birthday(self.seed, number) for number in range(self.size)]
        self._numbers = {key_of(number): number for number in range(self.size)}

    @property
    def employers(self) -> list[str]:
        """Whose lists there are."""
        return [f"employer-{number}" for number in range(min(EMPLOYERS, self.size))]

    def turn(self) -> None:
        """The next day begins, at once for all pages."""
        day, now = self.day + 1, datetime.now(UTC)
        self.states, before = [self._next(number, day) for number in range(self.size)], self.states
        pairs = enumerate(zip(before, self.states, strict=True))
        self.changed = [now if old != new else self.changed[number] for number, (old, new) in pairs]
        self.day = day

    def _next(self, number: int, day: int) -> State:
        born = self._births[number]
        if day > born:
            return following(self.states[number], self.seed, number, day)
        return State(listed=day == born)

    def answer(self, path: str) -> Answer:
        """The page."""
        self.served += 1
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nAllow: /\n", "text/plain")
        if path == "/sitemap.xml":
            return Answer(pages.sitemap(self.base, self._listed("careers", range(self.size))), "application/xml")
        if path.startswith("/v0/postings/employer-"):
            return self._list(int(path.rpartition("-")[2]))
        return self._job(path.removeprefix("/careers/"))

    def _list(self, employer: int) -> Answer:
        numbers = range(employer, self.size, EMPLOYERS)
        found = [(number, self.states[number]) for number, _ in self._listed("lever", numbers)]
        body = pages.employer_list(found)
        return Answer(body, "application/json", etag=f'"{blake2b(body, digest_size=8).hexdigest()}"')

    def _job(self, key: str) -> Answer:
        number = self._numbers.get(key)
        if number is None or not self.states[number].listed:
            return Answer(b"<!doctype html><title>Gone</title><h1>This job is not here.</h1>", status=404)
        return Answer(pages.job_page(number, self.states[number]))

    def _listed(self, site: str, numbers: range) -> list[tuple[int, datetime]]:
        wanted = (number for number in numbers if self.states[number].listed and site_of(number) == site)
        return [(number, self.changed[number]) for number in wanted]
