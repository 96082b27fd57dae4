"""Links of a page, found by a CSS or an XPath expression."""

from urllib.parse import urlsplit

import parsel
from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.selector import SelectorList


def selected(response: TextResponse, expression: str) -> SelectorList:
    """What the expression finds; it is XPath when it begins with `/`, `./` or `(`, else CSS."""
    return response.xpath(expression) if expression.startswith(("/", "./", "(")) else response.css(expression)


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
    found = [link for node in selected(response, expression) for link in targets(node)]
    addresses = (response.urljoin(link.strip()).partition("#")[0] for link in found)
    return list(dict.fromkeys(url for url in addresses if urlsplit(url).scheme in ("http", "https")))
