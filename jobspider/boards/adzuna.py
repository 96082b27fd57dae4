"""Adzuna's search API (https://developer.adzuna.com/docs/search): pages of 50, one country a search."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from w3lib.url import add_or_replace_parameters

from jobspider.boards.api_values import declared_pay
from jobspider.boards.json_api import Answer, Item
from jobspider.boards.json_document import at
from jobspider.boards.keyed_api import KeyedApiBoard
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import number, text, texts
from jobspider.clean.countries import country_code
from jobspider.clean.money import currency_of
from jobspider.clean.text import html_to_text
from jobspider.config import config
from jobspider.errors import ConfigError

PAGE = re.compile(r"/search/(\d+)$")
SIZE = 50
KINDS = {"fulltime": "full_time", "parttime": "part_time", "permanent": "permanent", "contract": "contract"}
# A click counter's address (`/jobs/land/ad/123?v=…`) leads to the advertisement's own (`/jobs/details/123`).
CLICK = re.compile(r"/land/ad/(\d+)$")
COUNTRIES = {"com": "US", "co.uk": "GB", "com.au": "AU", "com.br": "BR", "co.za": "ZA", "com.mx": "MX"}


class AdzunaBoard(KeyedApiBoard):
    """`source_id` is Adzuna's number. Id and key of the application are part of the query, only while it is sent."""

    api_url = "https://api.adzuna.com/v1/api/jobs/"
    asks = ("query", "location", "job_type", "days")
    items_at = "results"
    secret_parameters = ("app_id", "app_key")
    market: str = "gb"
    """The country to search in, as Adzuna's addresses name it."""

    def __init__(self, name: str | None = None, *, market: str | None = None, **arguments: Any) -> None:
        """`market`: the country to search in, as Adzuna's addresses name it (`gb`, `us`, `de`)."""
        super().__init__(name, **arguments)
        self.market = (self.market if market is None else market).strip().lower()
        if not re.fullmatch("[a-z]{2}", self.market):
            raise ConfigError(f"The argument market must be a country in two letters, such as gb, not {market!r}.")

    def parameters(self) -> Mapping[str, str | int | None]:
        """The newest first, so that a list cut after some pages has the recent ones."""
        kind = KINDS.get(self.job_type, self.job_type)
        wanted: dict[str, str | int | None] = {kind: 1} if kind else {}
        search: dict[str, str | int | None] = {
            "what": self.query,
            "where": self.location,
            "max_days_old": self.days,
            **wanted,
        }
        return {**search, "results_per_page": SIZE, "sort_by": "date", "content-type": "application/json"}

    def first_urls(self) -> Iterable[str]:
        """The first page; its number is part of the path."""
        asked = {name: str(value) for name, value in self.parameters().items() if value}
        return [add_or_replace_parameters(f"{self.api_url}{self.market}/search/1", asked)]

    def following(self, answer: Answer) -> str | None:
        """The next number, as long as pages are full and more is counted."""
        parts = urlsplit(answer.url)
        page, rows = PAGE.search(parts.path), len(self.items(answer))
        counted = number(at(answer.document, "count"))
        if page is None or rows == 0 or (counted is not None and int(page[1]) * SIZE >= counted):
            return None
        return urlunsplit(parts._replace(path=PAGE.sub(f"/search/{int(page[1]) + 1}", parts.path)))

    def is_last(self, answer: Answer) -> bool:
        """As `following` finds it; the number of the page is part of the path."""
        return self.following(answer) is None

    def missing_key(self) -> str | None:
        """JOBSPIDER_ADZUNA_APP_ID and JOBSPIDER_ADZUNA_APP_KEY."""
        if config().adzuna_app_id and config().adzuna_app_key:
            return None
        return (
            "Adzuna's API needs an application's id and key: register one for nothing at "
            "https://developer.adzuna.com/signup and set JOBSPIDER_ADZUNA_APP_ID and JOBSPIDER_ADZUNA_APP_KEY to them."
        )

    def with_key(self, request: Request) -> Request:
        """Id and key in the query, where Adzuna wants them."""
        key = config().adzuna_app_key
        secret = {"app_id": config().adzuna_app_id, "app_key": key.get_secret_value() if key else ""}
        return request.replace(url=add_or_replace_parameters(request.url, secret))

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A search result."""
        url, place = address(item["redirect_url"]), item.get("location") or {}
        country = country_of(url, texts(place.get("area")))
        return {
            "source_id": item["id"],
            "url": url,
            **stated(
                {
                    # What the search was for is marked up in titles.
                    "title": html_to_text(str(item.get("title") or "")),
                    "company": text(at(item, "company.display_name")),
                    "location_raw": text(place.get("display_name")),
                    "country": country,
                    "latitude": number(item.get("latitude")),
                    "longitude": number(item.get("longitude")),
                    "date_posted": text(item.get("created")),
                    **employment(texts([item.get("contract_time"), item.get("contract_type")])),
                    **description(item.get("description")),
                    **pay(item, country),
                    **town(texts(place.get("area"))),
                }
            ),
            "description_is_snippet": True,
        }


def address(url: str) -> str:
    """The advertisement's own address: without the application's id, which Adzuna puts into its query."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, CLICK.sub(r"/details/\1", parts.path), "", ""))


def country_of(url: str, area: list[str]) -> str | None:
    """The country that the place begins with, else that of Adzuna's host."""
    ending = (urlsplit(url).hostname or "").partition("adzuna.")[2]
    return (country_code(area[0]) if area else None) or COUNTRIES.get(ending) or country_code(ending)


def town(area: list[str]) -> Raw:
    """Region and town of a place, which goes from the country inwards; below the fourth part are a town's quarters."""
    if len(area) < 2:
        return {}
    # London is a region whose counties are its quarters.
    inner = area[1:2] if area[1] == "London" else area[2:4]
    return stated({"region": area[1], "locality": inner[-1] if inner else None})


def pay(item: Item, country: str | None) -> Raw:
    """A year's pay in the country's currency (https://developer.adzuna.com/docs/search); predictions are marked."""
    source = "estimated" if str(item.get("salary_is_predicted")) in ("1", "True") else "declared"
    return declared_pay(item.get("salary_min"), item.get("salary_max"), currency_of(country), "YEAR", source)
