"""Personio's XML feed (https://developer.personio.de/docs/retrieving-open-job-positions): one an employer."""

from collections.abc import Callable, Iterable
from functools import partial
from urllib.parse import urlsplit

from parsel import Selector
from scrapy.http import Response

from jobspider.boards.api_values import mode, places, sections
from jobspider.boards.credited import CreditedBoard
from jobspider.boards.employers import EmployersBoard, host
from jobspider.boards.raw import Raw, employment, stated
from jobspider.clean.text import repair_utf8
from jobspider.errors import SchemaChangedError

DOMAIN = "jobs.personio.de"


class PersonioBoard(EmployersBoard, CreditedBoard):
    """The feed has no addresses and its numbers are promised to be unique for one employer only, so `source_id` has
    the employer in front: `acme/123456`."""

    def address_of_employer(self, employer: str) -> str:
        """The employer's feed, on Personio's host or on the one that is given (`acme.jobs.personio.com`)."""
        return f"https://{host(employer, DOMAIN)}/xml"

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        feed = Selector(repair_utf8(response.body), type="xml").xpath("/workzag-jobs")
        if not feed:
            raise SchemaChangedError(f"{response.url} is no feed of Personio: it has no workzag-jobs.")
        if not response.body.rstrip().endswith((b"</workzag-jobs>", b"<workzag-jobs/>")):
            self.troubled(response)  # it breaks off
        site = self.site_of(response)
        # A position that is advertised in several places may stand there several times; the first one counts.
        positions = {position.xpath("string(id)").get(): position for position in reversed(feed.xpath("position"))}
        return [partial(self.row, position, site) for position in reversed(positions.values())]

    def site_of(self, response: Response) -> str:
        """The host of the employer's job site. Raises SchemaChangedError where nothing names the employer."""
        if employer := self.employer_of(response):
            return host(employer, DOMAIN)
        asked = urlsplit(response.url).hostname or ""
        if asked.partition(".")[2] in (DOMAIN, "jobs.personio.com"):
            return asked
        raise SchemaChangedError(
            f"Nothing says whose feed {response.url} is, and the feed itself does not either: name the employer with "
            "-a employers=NAME, or say with --url where the page came from."
        )

    def row(self, position: Selector, site: str) -> Raw:
        """A position."""
        number = value(position, "id") or ""
        if not number:
            raise ValueError("the position has no id")
        employer = site.removesuffix(f".{DOMAIN}").removesuffix(".jobs.personio.com")
        offices = position.xpath("office/text() | additionalOffices/office/text()").getall()
        return {
            "source_id": f"{employer}/{number}",
            "url": f"https://{site}/job/{number}",
            **stated(
                {
                    "title": value(position, "name"),
                    "company": value(position, "subcompany") or employer,
                    "location_raw": places(offices),
                    "work_mode": mode(*offices[:1]),
                    "date_posted": value(position, "createdAt"),
                    **employment(kinds(position)),
                    **sections(parts(position)),
                }
            ),
        }


def value(position: Selector, name: str) -> str | None:
    """The text of an element, None where it is missing or empty."""
    return position.xpath(f"string({name})").get("").strip() or None


def parts(position: Selector) -> list[tuple[str | None, str | None]]:
    """The description's sections: a title and HTML."""
    return [(value(each, "name"), value(each, "value")) for each in position.xpath("jobDescriptions/jobDescription")]


def kinds(position: Selector) -> list[str]:
    """How one is employed (`permanent`, `intern`, `freelance`) and for how many hours (`full-time`)."""
    named = [found for name in ("employmentType", "schedule") if (found := value(position, name))]
    return [label for word in named for label in word.replace("full-or-part-time", "full-time part-time").split()]
