"""JsonLdSpider: sites whose pages describe their jobs as schema.org/JobPosting. The shortest way to a new site."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import partial
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response, TextResponse

from jobspider.boards.addresses import address_of, canonical_link, hosts_of, one_job
from jobspider.boards.board import Board
from jobspider.boards.links import fault, links, matches
from jobspider.boards.page_language import page_language
from jobspider.boards.raw import Raw
from jobspider.boards.schema_org import Node, job_postings, raw_posting
from jobspider.errors import ConfigError, SchemaChangedError
from jobspider.listing import COMPANY_PAGE, list_ended


class JsonLdSpider(Board):
    """A site in three lines: `start_urls`, and the links to follow from them, as CSS or XPath.

    An XPath begins with `/`, `./`, `.//` or `(`. A link is an element with `href`, an attribute's text, or all links
    within the element that is found.
    """

    job_links: str = ""
    """Links to job pages, on any page that is not itself one."""
    next_page: str = ""
    """The link to the next page of a list."""
    company_page: str = ""
    """The link to the employer's page on the site, on a job page. It is asked for once in 30 days at most, and only
    while nothing is known of the employer; its schema.org/Organization is kept in the table `companies`."""
    no_results: str = ""
    """What a list shows when it honestly has no job; without it an empty first page counts as a changed layout."""

    covers_many_hosts: ClassVar[bool] = False
    """Whether `source_id` has the host in front though the class names one host at most."""

    def __init__(self, name: str | None = None, **arguments: Any) -> None:
        """Raises ConfigError, naming spider and attribute, where the class says too little or nothing readable."""
        super().__init__(name, **arguments)
        if type(self).start is JsonLdSpider.start and not self.start_urls:
            raise ConfigError(f"spider {self.name} has no start_urls: list there the pages that a crawl begins with")
        for attribute in ("job_links", "next_page", "company_page", "no_results"):
            selector: str = getattr(self, attribute)
            wrong = fault(selector) if selector else None
            if wrong:
                raise ConfigError(f"{attribute} of spider {self.name} is neither CSS nor XPath: {wrong}")

    @property
    def hosts(self) -> list[str]:
        """The hosts that the spider covers, as its class names them."""
        allowed: list[str] = getattr(type(self), "allowed_domains", None) or []
        return hosts_of([*self.start_urls, *(f"//{domain}" for domain in allowed)])

    fetches_job_pages_alone = True
    items_at_once = 2

    def job_page(self, url: str) -> Request:
        return self.job_request(url, self.parse_job)

    @property
    def follows_job_pages(self) -> bool:
        return bool(self.job_links)

    async def start(self) -> AsyncIterator[Any]:
        """Requests for the lists (or job pages) of `start_urls`."""
        for url in self.start_urls:
            yield self.request(url, self.parse, cb_kwargs={"first": True})
        # Lists and job pages link to each other in any way: all have been read when the run ends without trouble.
        if not self.windowed:
            self.tell(list_ended, part="")

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        if not isinstance(response, TextResponse):
            return []
        nodes = one_job(job_postings(response.text, response.url))
        canonical = canonical_link(response.text) if nodes else None
        return [partial(self._mapped, node, canonical, response, len(nodes) == 1) for node in nodes]

    def _mapped(self, node: Node, canonical: str | None, response: TextResponse, alone: bool) -> Raw:
        # A saved page has no address of its own; what it links to is on the site.
        saved = not response.url.startswith("http") and self.start_urls
        page = self.start_urls[0] if saved else response.url
        front = self.covers_many_hosts or len(self.hosts) > 1
        address = address_of(node, page, canonical, self.hosts, alone=alone, host_in_front=front)
        raw = raw_posting(node, address)
        if "language" not in raw and (language := page_language(response.text, raw)):
            raw["language"] = language
        if alone and (company_page := links(response, self.company_page)):
            raw[COMPANY_PAGE] = company_page[0]
        return {field: self.moved(value) if value == address.url else value for field, value in raw.items()}

    def parse(self, response: Response, first: bool = False, **_: Any) -> Iterator[Any]:
        """A list: its postings if it has any, its job links, its next page."""
        found = False
        for each in (*self.postings(response), *self._followed(response)):
            found = True
            yield each
        if first and not found and not (self.no_results and matches(response, self.no_results)):
            sentence = (
                f"{response.url} has neither a JobPosting nor a link that job_links or next_page finds; has its layout "
                f"changed? If it may be empty, let no_results match what it shows then. {self.advice(response)}"
            )
            raise SchemaChangedError(sentence.rstrip())

    def parse_job(self, response: Response) -> Iterator[Any]:
        """A job page: its postings; a page without any is treated as a list, since job links may lead to one."""
        found = False
        for raw in self.postings(response):
            found = True
            yield raw
        for request in () if found else self._followed(response):
            found = True
            yield request
        if not found:
            self.count("postings/absent")
            self.without_posting(response)
            sentence = f"{response.url} was linked to as a job page and has no JobPosting. {self.advice(response)}"
            self.logger.warning("%s", sentence.rstrip())

    def without_posting(self, response: Response) -> None:
        """A page that a list leads to as to a job, and that has none: the list may name more than was read."""
        self.troubled(response)

    def advice(self, response: Response) -> str:  # noqa: ARG002  # a spider of one site knows nothing better
        """A sentence on where the postings may be instead, for a page that has none; empty without an idea."""
        return ""

    def _followed(self, response: Response) -> Iterator[Any]:
        for url in links(response, self.job_links):
            yield self.job_request(url, self.parse_job)
        for url in links(response, self.next_page):
            yield self.request(url, self.parse)
