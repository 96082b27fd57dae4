"""IndeedBoard: searches of one Indeed site, and its job pages where the operator allows them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import jmespath  # type: ignore[import-untyped]  # publishes no types
from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from jobspider.boards.indeed.cards import card_posting
from jobspider.boards.indeed.html_cards import NOTHING_FOUND, SHOWS_RESULTS, html_cards
from jobspider.boards.indeed.job_page import embedded_job, job_posting, looks_like_job_page, pay_of
from jobspider.boards.indeed.site import country_of_origin, origin_of_country, origin_of_response, stated_origin
from jobspider.boards.raw import Raw, stated
from jobspider.boards.search_page import Card, SearchPage, SearchPageBoard
from jobspider.config import config
from jobspider.errors import SchemaChangedError

RESULTS = jmespath.compile("metaData.mosaicProviderJobCardsModel.results")
# On the first page the summaries count what the results list.
PROMISED = jmespath.compile(
    "metaData.mosaicProviderJobCardsModel | pageNumber == `1` && tierSummaries[?jobCount > `0`]"
)
# A search result says these better than the job page.
LISTED = ("date_posted", "date_posted_raw", "is_sponsored")


class IndeedBoard(SearchPageBoard):
    """Follows Indeed's robots.txt by construction: see `page_url`."""

    country = "GB"
    # A search shows ten pages at most, and leaves out what it takes for duplicates.
    windowed = True
    state_marker = 'window.mosaic.providerData["mosaic-provider-jobcards"]'
    page_size = 15
    # start=0 … 90, ten results further each: ten pages.
    most_pages = 10
    pages = 10

    @property
    def site(self) -> str:
        """The address of the site that is crawled."""
        return self.base_url or origin_of_country(self.country or "GB")

    def page_url(self, page: int) -> str:
        """A search URL that robots.txt allows: `start` from 10 to 90 and never last, no `radius`.

        Newest first, so that what lies beyond the last allowed page is the oldest.
        """
        wanted = [
            ("q", self.query),
            ("start", (page - 1) * 10 if page > 1 else ""),
            ("l", self.location),
            ("jt", self.job_type),
            ("fromage", self.days or ""),
        ]
        stated = [(name, value) for name, value in wanted if value != ""]
        return f"{self.site}/jobs?{urlencode([*stated, ('sort', 'date')])}"

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        """A job page is told from a search page by what it holds, so that saved pages need no address."""
        page = self.embedded_page(response)
        lists = bool(page and page.cards) or any(sign in response.body for sign in SHOWS_RESULTS)
        if not lists and looks_like_job_page(response.body):
            return [partial(self.job, response)]
        return self.card_rows(page or self.without_state(response))

    def cards(self, state: Any) -> Sequence[Card] | None:
        found = RESULTS.search(state)
        if not isinstance(found, list):
            return None
        if not found and PROMISED.search(state):
            raise SchemaChangedError("The search page counts results and lists none; has its layout changed?")
        return found

    def card(self, card: Card, page: SearchPage) -> Raw:
        return card_posting(card, page)

    def describe(self, cards: Sequence[Card], state: Any, response: Response) -> SearchPage:
        country = state.get("countryCode")
        origin, stated_country = self.site_of(response, country)
        return SearchPage(cards, origin, stated_country, state.get("language"))

    def without_state(self, response: Response) -> SearchPage:
        cards = html_cards(response.body.decode("utf-8", "replace"))
        if not cards and not any(sign in response.body for sign in NOTHING_FOUND):
            return super().without_state(response)
        return SearchPage(cards, *self.site_of(response, None))

    def site_of(self, response: Response, country: str | None) -> tuple[str, str | None]:
        """The site's address and country: that which was fetched; for a saved page, that which it says it is from.

        A saved page that names no site gets the address of this spider's, but no country: that would be a guess.
        """
        origin = origin_of_response(response) or self.base_url or stated_origin(response.body, country)
        return origin or self.site, country or country_of_origin(origin or "")

    def country_of(self, response: Response) -> str | None:
        """This spider's for what it fetched; a saved page may be any country's."""
        return self.country if origin_of_response(response) else None

    def has_next(self, response: Response, page: int) -> bool:
        """The page links to the next one by its `start`."""
        return re.search(rb"\bstart=%d(?!\d)" % (page * 10), response.body) is not None

    @property
    def follows_job_pages(self) -> bool:
        return config().job_pages

    def found(self, raw: Raw) -> Iterator[Any]:
        """The posting itself; where job pages are allowed, its job page, which then yields it with the whole text."""
        if not config().job_pages:
            yield raw
            return
        options = {"errback": self.without_job_page, "cb_kwargs": {"card": raw}}
        yield self.job_request(raw["url"], self.parse_job, "card", **options)

    def job(self, response: Response, card: Raw | None = None) -> Raw:
        """The posting of a job page. What its search result said of date and advertising holds: it is `pubDate`."""
        view = embedded_job(response.body)
        origin, country = self.site_of(response, view.get("country") if view else None)
        found = {"country": country, **job_posting(response.body, response.url, view, origin)}
        listed = dict(card or {})
        kept = {field: listed[field] for field in LISTED if field in listed}
        unpaid = {field: value for field, value in listed.items() if not (pay_of(found) and field in pay_of(listed))}
        return stated({**unpaid, **found, **kept})

    def parse_job(self, response: Response, card: Raw) -> Iterator[Any]:
        """The posting with its whole text; as the search result had it where the job page can't be read."""
        try:
            yield from self.read([partial(self.job, response, card)], response)
        except SchemaChangedError:
            self.count("postings/absent")
            yield card

    def without_job_page(self, failure: Failure) -> Iterator[Any]:
        """A job page that can't be had leaves the posting as the search result had it."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.logger.info("%s can't be had (%s); its search result is kept.", request.url, failure.getErrorMessage())
        yield request.cb_kwargs["card"]
