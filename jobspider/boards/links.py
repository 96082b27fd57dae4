"""Links of a page, found by a CSS or an XPath expression."""

from urllib.parse import urljoin, urlsplit

import parsel
from cssselect import SelectorError
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.selector import SelectorList
from scrapy.utils.response import get_base_url


def selected(response: TextResponse, expression: str) -> SelectorList:
    """What the expression finds; it is XPath when it begins with `/`, `./` or `(`, else CSS."""
    return response.xpath(expression) if expression.startswith(("/", "./", "(")) else response.css(expression)


def fault(expression: str) -> str | None:
    """Why an expression is neither CSS nor XPath; None for one that can be used."""
    try:
        selected(HtmlResponse("https://nowhere.invalid/", body=b"<html/>", encoding="utf-8"), expression)
    except (SelectorError, ValueError) as error:
        return str(error)
    return None


def matches(response: Response, expression: str) -> bool:
    """Whether the expression finds anything on the page."""
    return isinstance(response, HtmlResponse | XmlResponse) and bool(selected(response, expression))


def targets(node: parsel.Selector) -> list[str]:
    """What a node links to: itself if it is text or an attribute, its `href`, or the links within it."""
    if isinstance(node.root, str):
        return [node.root]
    return node.xpath("self::*[@href]/@href | self::*[not(@href)]//a/@href").getall()


def links(response: Response, expression: str) -> list[str]:
    """Absolute http(s) URLs of the links that the expression finds, each once, without fragments."""
    if not expression or not isinstance(response, HtmlResponse | XmlResponse):
        return []
    base = get_base_url(response)
    found = [absolute(base, link) for node in selected(response, expression) for link in targets(node)]
    return list(dict.fromkeys(url.partition("#")[0] for url in found if url))


def absolute(base: str, link: str) -> str | None:
    """A link on a page at `base` as an http(s) URL; None for all else (`javascript:…`, `http://[`)."""
    try:
        url = urljoin(base, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
