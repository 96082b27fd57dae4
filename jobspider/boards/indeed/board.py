"""IndeedBoard: searches of one Indeed site, and its job pages where the operator allows them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import jmespath  # type: ignore[import-untyped]  # publishes no types
from scrapy.http import Response

from jobspider.boards.indeed.cards import card_posting
from jobspider.boards.indeed.site import country_of_origin, origin_of_country, origin_of_response, stated_origin
from jobspider.boards.raw import Raw
from jobspider.boards.search_page import Card, SearchPage, SearchPageBoard

RESULTS = jmespath.compile("metaData.mosaicProviderJobCardsModel.results")


class IndeedBoard(SearchPageBoard):
    """Follows Indeed's robots.txt by construction: see `page_url`."""

    country = "GB"
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

    def cards(self, state: Any) -> Sequence[Card] | None:
        found: list[Card] | None = RESULTS.search(state)
        return found

    def card(self, card: Card, page: SearchPage) -> Raw:
        return card_posting(card, page)

    def describe(self, cards: Sequence[Card], state: Any, response: Response) -> SearchPage:
        return self.page_of(response, cards, state.get("countryCode"), state.get("language"))

    def page_of(
        self, response: Response, cards: Sequence[Card], country: str | None = None, language: str | None = None
    ) -> SearchPage:
        """A page on the site that it was fetched from; a saved one on the site that it says it is from."""
        origin = origin_of_response(response) or self.base_url or stated_origin(response.body, country)
        # A saved page that names no site gets the address of this spider's, but no country: that would be a guess.
        country = country or country_of_origin(origin or "")
        return SearchPage(cards, origin or self.site, country, language)

    def has_next(self, response: Response, page: int) -> bool:
        """The page links to the next one by its `start`."""
        return f"start={page * 10}".encode() in response.body
