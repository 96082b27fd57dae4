"""Board: what every spider can do, whatever platform its site runs on."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.settings import BaseSettings

from jobspider.boards import planned
from jobspider.boards.arguments import number, origin, refuse_unknown, run_id
from jobspider.boards.lists import ListSpider, parts
from jobspider.boards.raw import Raw
from jobspider.boards.schema_org.company import company_on
from jobspider.errors import ConfigError, JobspiderError, SchemaChangedError
from jobspider.listing import COMPANY_PAGE, PART
from jobspider.planner.companies import Company
from jobspider.planner.entities import Entity


class Board(ListSpider):
    """A spider whose pages hold postings. Platforms override `rows`; a site may add the one hook, `refine`."""

    country: str | None = None
    """ISO 3166-1 code of the country that the site serves, when it serves one."""
    playwright: ClassVar[bool] = False
    """Whether the site's pages need a browser: they are then read as they are when their scripts have run."""
    wait_for: ClassVar[str] = ""
    """What has to be on a page of such a site before it is read, as CSS (`#results .job`); without it, the page's own
    word that it has loaded counts, which comes before what scripts fetch afterwards."""

    items_at_once: ClassVar[int] = 16
    """How many postings of one page are on their way to the database at once (Scrapy's CONCURRENT_ITEMS). Scrapy starts
    so many tasks for every page, whatever is on it: a search page has 15 postings, and a job page one."""

    max_requests: int | None = None
    """Requests that a run may send, over all its nodes; None: as JOBSPIDER_MAX_REQUESTS says."""
    max_bytes: int | None = None
    """Bytes that a run may receive; None: as JOBSPIDER_MAX_BYTES says."""

    company_pages: ClassVar[bool] = False
    """Whether the employers' pages on the site, to which postings lead as `company_url`, are asked for: each once in 30
    days at most, and only while nothing is known of the employer."""

    def __init__(  # noqa: PLR0913  the arguments that every spider knows
        self,
        name: str | None = None,
        *,
        base_url: str | None = None,
        run: str | None = None,
        due: str | int | None = None,
        max_requests: str | int | None = None,
        max_bytes: str | int | None = None,
        **arguments: Any,
    ) -> None:
        """`base_url`: another host that answers like the site; `run`: the run that this process takes part in.

        `due`: crawl up to so many of this spider's searches and job pages that are due, instead of what the other
        arguments say. `max_requests`, `max_bytes`: what the run may spend, over all its nodes.
        """
        refuse_unknown(type(self), list(arguments))
        super().__init__(name, **arguments)
        self.base_url = origin("base_url", base_url) if base_url else None
        self.run = run_id(run) if run else None
        self.due = number("due", due, least=1) if due else 0
        if max_requests is not None:
            self.max_requests = number("max_requests", max_requests, least=1)
        if max_bytes is not None:
            self.max_bytes = number("max_bytes", max_bytes, least=1)
        self.arguments: dict[str, str] = {}
        if self.base_url:
            self.allowed_domains = [urlsplit(self.base_url).hostname]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """How many postings go at once; a delay that nothing shortens; the browser, for spiders that need one alone.

        Raises ConfigError where there is none.
        """
        super().update_settings(settings)
        # AutoThrottle would go down to its longest delay from a longer one, whoever set it: -s, a spider, the project.
        longest = max(settings.getfloat("AUTOTHROTTLE_MAX_DELAY"), settings.getfloat("DOWNLOAD_DELAY"))
        settings.set("AUTOTHROTTLE_MAX_DELAY", longest, priority="cmdline")
        # What a project or a spider says itself wins; a default would lose against Scrapy's as the crawl begins.
        settings.set("CONCURRENT_ITEMS", cls.items_at_once, priority="addon")
        if cls.playwright:
            # The browser and its libraries are loaded by the spiders that need them alone.
            from jobspider.download_browser import browser_settings  # noqa: PLC0415

            concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
            handlers = settings.getdict("DOWNLOAD_HANDLERS")
            for name, value in browser_settings(settings.getfloat("DOWNLOAD_TIMEOUT"), concurrency).items():
                settings.set(name, {**handlers, **value} if name == "DOWNLOAD_HANDLERS" else value, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy makes spiders; keeps what was given with `-a` for the run's record."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.arguments = {
            name: str(value) for name, value in kwargs.items() if name != "run" and not name.startswith("_")
        }
        return spider

    def moved(self, url: str) -> str:
        """`url` on the host of `base_url`, its path and query kept; unchanged without `base_url`."""
        if self.base_url is None:
            return url
        host, (_, _, path, query, fragment) = urlsplit(self.base_url), urlsplit(url)
        return urlunsplit((host.scheme, host.netloc, path, query, fragment))

    def request(self, url: str, callback: Callable[..., Any], part: str = "", **options: Any) -> Request:
        """A request of this site's: on the host of `base_url`, and through the browser where the site needs one.

        `part`: which of several lists of this crawl it belongs to; what follows from its page belongs there, too.
        """
        meta: dict[str, Any] = {"playwright": True} if self.playwright else {}
        if part:
            meta[PART] = part
        return Request(self.moved(url), callback=callback, meta=meta, **options)

    fetches_job_pages_alone: bool = False
    """Whether `job_page` can fetch a posting's page without its list."""

    def job_page(self, url: str) -> Request:  # noqa: ARG002  for boards that override it
        """The request of a posting's own page that is due; ConfigError where the board needs its list for that."""
        raise ConfigError(f"{type(self).__name__} does not fetch job pages without their list.")

    @property
    def follows_job_pages(self) -> bool:
        """Whether the spider fetches postings' own pages with `job_request`."""
        return False

    def job_request(self, url: str, callback: Callable[..., Any], listed: str = "", **options: Any) -> Request:
        """A request of one posting's own page, which is left out while the page is known and not due.

        `listed`: the name in cb_kwargs of the posting as its list has it, which is then yielded instead.
        """
        request = self.request(url, callback, **options)
        request.meta["job_page"] = listed
        return request

    def company_page_of(self, raw: Raw) -> str | None:
        """The address of the employer's page, as the posting names it; None where the spider asks for none."""
        return raw.get(COMPANY_PAGE) or (raw.get("company_url") if self.company_pages else None)

    def parse_company(self, response: Response) -> Iterator[Company]:
        """What an employer's page says of the employer that was asked for; nothing where it speaks of others."""
        found = company_on(response, response.meta[COMPANY_PAGE])
        self.count("companies/described" if found else "companies/undescribed")
        if found:
            yield found

    async def start(self) -> AsyncIterator[Any]:
        """Requests for the start URLs; unlike Scrapy's they pass the seen set, so several nodes seed a run once."""
        for url, part in parts(self.start_urls):
            yield self.request(url, self.parse, part)

    def country_of(self, response: Response) -> str | None:  # noqa: ARG002
        """The country that a page's postings are in where they don't say; None where that would be a guess."""
        return self.country

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        """One function for each posting on the page; calling it maps that posting, and may fail for that one alone.

        Raises SchemaChangedError when the page should hold postings and has no place where they could be.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how its pages are read; override rows().")

    def raw_postings(self, response: Response) -> Iterator[Raw]:
        """What the page holds, before `refine`; a posting that can't be read raises."""
        return (row() for row in self.rows(response))

    def refine(self, raw: Raw, response: Response) -> Raw | None:
        """The hook: change `raw` in place (and return None), or return another; raise DropItem to leave it out."""

    def postings(self, response: Response) -> Iterator[Raw]:
        """The page's postings, refined. Without network; a posting that can't be read is logged and counted.

        Raises SchemaChangedError when the page should hold postings and none of them can be read.
        """
        return self.read(self.rows(response), response)

    def read(self, rows: Iterable[Callable[[], Raw]], response: Response) -> Iterator[Raw]:
        """`postings` from rows that are at hand."""
        failed, understood = 0, 0
        for place, row in enumerate(rows, start=1):
            try:
                raw = row()
                refined = self.refine(raw, response)
            except DropItem as reason:
                understood += 1
                self.count("postings/left_out")
                self.logger.debug("Posting %d of %s was left out: %s", place, response.url, reason)
            except Exception as error:
                failed += 1
                self.count("postings/unreadable")
                self.troubled(response)
                # Our own errors are sentences; for all else a developer needs the place in the code.
                unforeseen = not isinstance(error, JobspiderError)
                self.logger.warning(
                    "Posting %d of %s can't be read: %s", place, response.url, error, exc_info=unforeseen
                )
            else:
                understood += 1
                yield raw if refined is None else refined
        if failed and not understood:
            raise SchemaChangedError(f"None of the {failed} postings on {response.url} can be read; see the log.")

    async def start_of(self, entity: Entity) -> AsyncIterator[Request]:
        """The requests that something due begins with. Raises ConfigError where its arguments are refused."""
        if entity.url:
            yield planned.marked(self, self.job_page(entity.url), entity)
            return
        async for request in planned.twin(self, entity.arguments).start():
            yield planned.marked(self, planned.wrapped(self, request, entity.arguments), entity)

    def parse_planned(self, response: Response, planned_by: dict[str, Any], **kept: Any) -> Iterator[Any]:
        """A page of a search that was due, as a spider with its arguments reads it."""
        return planned.read(self, response, planned_by, kept)

    def planned_failed(self, failure: Any) -> Iterator[Any]:
        """A page of something due that can't be had."""
        return planned.failed(self, failure)

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """The page's postings, which is its whole list; boards that follow links add requests."""
        yield from self.postings(response)
        self.ended(response)
