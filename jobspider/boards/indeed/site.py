"""Which of Indeed's country sites a page is from, and the addresses on it."""

import re
from urllib.parse import parse_qs, quote, urlsplit

from scrapy.http import Response

from jobspider.boards.addresses import canonical_link
from jobspider.boards.links import absolute

# Two country sites do not carry their country's code in their name.
HOSTS = {"US": "www", "GB": "uk"}
COUNTRIES = {host: country for country, host in HOSTS.items()}
OLD_DOMAIN = re.compile(r"(?:^|\.)indeed\.(?:co\.|com\.)?([a-z]{2})$")
OWN_ADDRESS = re.compile(r'"baseUrl"\s*:\s*"(https://[a-z-]+\.indeed\.com)"')
INDEED = re.compile(r"https?://[a-z.-]*\bindeed\.[a-z.]+(?=[/?]|$)")


def origin_of_country(country: str) -> str:
    """The address of a country's site: `https://uk.indeed.com` for GB."""
    return f"https://{HOSTS.get(country.upper(), country.lower())}.indeed.com"


def country_of_origin(origin: str) -> str | None:
    """ISO 3166-1 code that a site's host name states, old names (`www.indeed.co.uk`) included."""
    host = urlsplit(origin).hostname or ""
    if old := OLD_DOMAIN.search(host):
        return COUNTRIES.get(old[1], old[1].upper())
    name = host.removesuffix(".indeed.com")
    return COUNTRIES.get(name, name.upper() if len(name) == 2 else None)


def stated_origin(body: bytes, country: str | None) -> str | None:
    """The site that a saved page says it is from: its canonical link, its state's base URL, or its country."""
    page = body.decode("utf-8", "replace")
    if canonical := INDEED.match(canonical_link(page) or ""):
        return canonical[0]
    if own := OWN_ADDRESS.search(page):
        return own[1]
    return origin_of_country(country) if country else None


def origin_of_response(response: Response) -> str | None:
    """Where the response was fetched; None for a saved page."""
    parts = urlsplit(response.url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else None


def job_url(origin: str, key: str) -> str:
    """A posting's canonical address; the links of the pages themselves go through /rc/ and /pagead/, which robots.txt
    forbids."""
    return f"{origin}/viewjob?jk={quote(str(key), safe='')}"


def key_in(link: str) -> str | None:
    """The job key in a link (`…?jk=0123456789abcdef&…`)."""
    return next(iter(parse_qs(link.partition("?")[2].partition("#")[0]).get("jk", [])), None)


def company_url(origin: str, link: str | None) -> str | None:
    """A company page's address without the tracking parameters of the link to it."""
    path = urlsplit(absolute(origin, link or "") or "").path
    return f"{origin}{path}" if path.startswith("/cmp/") else None
