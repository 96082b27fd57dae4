"""FeedBoard: sites that publish their postings as a feed: RSS 2.0, RSS 1.0, Atom, or XML for job search engines."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from html import unescape
from itertools import islice
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy.http import Response

from jobspider.boards.addresses import path_of
from jobspider.boards.api_values import places
from jobspider.boards.arguments import number
from jobspider.boards.credited import CreditedBoard
from jobspider.boards.feed_fields import FIELDS
from jobspider.boards.feed_item import FeedItem
from jobspider.boards.links import absolute
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.xml_elements import Document, elements, local
from jobspider.boards.xml_text import xml_of
from jobspider.clean.language import confirmed
from jobspider.errors import SchemaChangedError

ROOTS = frozenset({"rss", "feed", "RDF", "source", "jobs", "channel", "positions", "vacancies"})
"""What feeds begin with; one that holds no entry is then empty, and anything else is no feed."""


class FeedBoard(CreditedBoard):
    """A site in two lines: `name` and `start_urls`, the addresses of its feeds.

    What the usual dialects call title, link, date, company, place, pay and so on is known (`FIELDS` in
    `jobspider.boards.feed_fields`). A site that names something otherwise says so in `fields`, and one that mixes
    things (`Company: Job title`) puts them right in `refine`:

        class ExampleSpider(FeedBoard):
            name = "example"
            start_urls = ["https://jobs.example.com/feed.rss"]
            fields = {"company": "job:employer", "location_raw": "job:town | job:region"}
            attribution = "Link back to the posting on jobs.example.com."
            terms_url = "https://jobs.example.com/terms"
    """

    entries: ClassVar[tuple[str, ...]] = ("item", "entry", "job")
    """Names of the elements that are postings, without namespace."""
    fields: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Where the site has a field, by its path in an entry, several with `|` between them, the first that has a text
    counting: `"company": "job:company | author/name"`. Keys are fields of Posting, and `description`, `employment`."""
    most_postings: ClassVar[int] = 50_000
    """Entries that are read of one feed."""
    pages: int = 10
    """Pages that are read of a feed that has several, at most."""
    windowed = True  # most feeds have the newest postings only

    def __init__(self, name: str | None = None, *, pages: str | int | None = None, **arguments: Any) -> None:
        """`pages`: pages to read of each feed that has several (`<link rel="next">`, RFC 5005), at most."""
        super().__init__(name, **arguments)
        self.pages = self.pages if pages is None else number("pages", pages, least=1)

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        return self.document_rows(response, Document())

    def document_rows(self, response: Response, document: Document) -> Iterator[Callable[[], Raw]]:
        """`rows`, read as they are asked for; `document` knows the feed itself afterwards."""
        found = 0
        for element in islice(elements(xml_of(response), self.entries, document), self.most_postings):
            found += 1
            yield partial(self.row, FeedItem(element), response.url, feed_language(document.root))
        if not found and (document.root is None or local(document.root) not in ROOTS):
            root = "not XML" if document.root is None else f"<{local(document.root)}>"
            raise SchemaChangedError(
                f"{response.url} is no feed: it is {root}, and holds no {' or '.join(self.entries)}."
            )
        if found == self.most_postings:
            self.logger.warning("Of %s only the first %d entries are read.", response.url, found)

    def row(self, item: FeedItem, url: str, language: str | None = None) -> Raw:
        """One entry of the feed at `url` as a raw posting; `language` is the feed's."""
        paths = {**FIELDS, **self.fields}
        links = (absolute(url, text) for text in item.texts(paths["url"]))
        link = next(filter(None, links), None)
        key = item.text(paths["source_id"]) or link or ""
        single = {field: item.text(path) for field, path in paths.items() if field not in MANY}
        raw = {
            **single,
            **employment(item.texts(paths["employment"])),
            **described(item.text(paths["description"])),
            "location_raw": places(item.texts(paths["location_raw"])),
        }
        raw["language"] = single["language"] or confirmed(language, item.text(paths["description"]))
        return {**stated(raw), "url": link, "source_id": path_of(key) if "://" in key else key}

    def parse(self, response: Response, page: int = 1, **_: Any) -> Iterator[Any]:
        """The postings of a feed's page, then the request for the next."""
        document = Document()
        yield from self.read(self.document_rows(response, document), response)
        following = next_page(document.root, response.url)
        if following and page < self.pages:
            yield self.request(following, self.parse, cb_kwargs={"page": page + 1})


# "Read more" links are what WordPress puts behind an excerpt.
BREAKS_OFF = re.compile(r"(?:…|\.\.\.)\s{0,9}[\])]?(?:\s{0,9}(?:Read|Continue|More)\b[^<>]{0,80})?\s*$")
ENDING_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")
MANY = frozenset({"employment", "description", "url", "source_id", "location_raw"})


def described(written: str | None) -> Raw:
    """The description; one that breaks off with dots is an excerpt, as many blogs' feeds have it."""
    found = description(written)
    return {**found, "description_is_snippet": True} if found and BREAKS_OFF.search(found_text(found)) else found


def found_text(found: Raw) -> str:
    """The end of a description, without the tags behind it."""
    written = str(found.get("description_html") or found.get("description_text") or "")[-400:]
    return ENDING_TAGS.sub("", unescape(written))


def feed_language(root: Any) -> str | None:
    """The language that the feed says it is in."""
    stated_there = root.xpath("string(*[local-name()='channel']/*[local-name()='language'] | @xml:lang)")
    return str(stated_there).strip() or None


def next_page(root: Any, url: str) -> str | None:
    """The feed's next page, where it is on the same host and another page."""
    if root is None:
        return None
    links = root.xpath("(. | *[local-name()='channel'])/*[local-name()='link'][@rel='next']/@href")
    found = absolute(url, str(links[0])) if links else None
    return found if found and found != url and urlsplit(found).netloc == urlsplit(url).netloc else None
