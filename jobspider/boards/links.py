"""Links of a page, found by a CSS or an XPath expression."""

from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.selector import SelectorList


def selected(response: TextResponse, expression: str) -> SelectorList:
    """What the expression finds; it is XPath when it begins with `/`, `./` or `(`, else CSS."""
    return response.xpath(expression) if expression.startswith(("/", "./", "(")) else response.css(expression)


def matches(response: Response, expression: str) -> bool:
    """Whether the expression finds anything on the page."""
    return isinstance(response, HtmlResponse | XmlResponse) and bool(selected(response, expression))


def links(response: Response, expression: str) -> list[str]:
    """Absolute http(s) URLs of the links that the expression finds, each once, without fragments."""
    if not expression or not isinstance(response, HtmlResponse | XmlResponse):
        return []
    found = selected(response, expression).xpath("self::text() | self::*[@href]/@href | self::*[not(@href)]//a/@href")
    addresses = (response.urljoin(link.strip()).partition("#")[0] for link in found.getall())
    return list(dict.fromkeys(url for url in addresses if urlsplit(url).scheme in ("http", "https")))
