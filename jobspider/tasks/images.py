"""The images that a page shows or names: absolute URLs, none of them fetched."""

from collections.abc import Iterable, Iterator
from typing import Any

from parsel import Selector
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.response import get_base_url

from jobspider.boards.links import absolute
from jobspider.boards.raw import Raw
from jobspider.boards.schema_org.nodes import job_postings
from jobspider.boards.schema_org.values import many
from jobspider.errors import SchemaChangedError

MOST_IMAGES = 50
LONGEST_URL = 2048
NAMED = (
    "//meta[@property='og:image' or @property='og:image:url' or @property='og:image:secure_url' "
    "or @name='twitter:image' or @itemprop='image']/@content",
    "//link[@rel='image_src']/@href",
    "//*[@itemprop='logo']/@content | //*[@itemprop='logo']/@src",
)
MAIN = "//main | //article | //*[@role='main']"
SHOWN = "descendant-or-self::img/@src | descendant-or-self::img/@data-src"


def images_of(response: Response, postings: Iterable[Raw]) -> list[str]:
    """What the page names for itself, its employers' logos, the images of its main part, or of all where it has none,
    and those of its postings' descriptions; each once, at most MOST_IMAGES."""
    base = get_base_url(response) if isinstance(response, HtmlResponse) else response.url
    found: dict[str, None] = {}
    for link in _links(response, postings):
        if len(found) == MOST_IMAGES:
            break
        url = absolute(base, link)
        if url is not None and len(url) <= LONGEST_URL:
            found[url] = None
    return list(found)


def _links(response: Response, postings: Iterable[Raw]) -> Iterator[str]:
    if isinstance(response, HtmlResponse):
        for path in NAMED:
            yield from response.xpath(path).getall()
    yield from _of_structured_data(response)
    if isinstance(response, HtmlResponse):
        for part in response.xpath(MAIN) or response.xpath("/html"):
            yield from part.xpath(SHOWN).getall()
    for raw in postings:
        description = raw.get("description_html")
        if isinstance(description, str) and "<img" in description:
            yield from Selector(description, type="html").xpath("//img/@src").getall()


def _of_structured_data(response: Response) -> Iterator[str]:
    """`image` of each JobPosting, and `logo` of its organization."""
    if not isinstance(response, TextResponse):
        return
    try:
        nodes = job_postings(response.text, response.url)
    except (SchemaChangedError, RecursionError, ValueError):
        return
    for node in nodes:
        yield from _urls(node.get("image"))
        for organization in many(node.get("hiringOrganization")):
            if isinstance(organization, dict):
                yield from _urls(organization.get("logo"))


def _urls(value: Any) -> Iterator[str]:
    for each in many(value):
        named = each.get("url") or each.get("contentUrl") or each.get("@id") if isinstance(each, dict) else each
        if isinstance(named, str):
            yield named
