"""Microdata and RDFa: structured data in the attributes of a page's elements, read by extruct."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml publishes no types

# Parsing a page costs far more than looking for these.
MICRODATA = re.compile(r"\bitemtype\s*=\s*[\"']?[^\"'<>]{0,200}schema\.org/JobPosting", re.IGNORECASE)
RDFA = re.compile(r"\btypeof\s*=\s*[\"']?[^\"'<>]{0,200}\bJobPosting\b")


def marked_up(page: str, url: str) -> list[Any]:
    """The page's items in one of the two notations; nothing where it marks up no JobPosting."""
    try:
        if MICRODATA.search(page):
            return _microdata(page, url)
        if RDFA.search(page):
            return _rdfa(page, url)
    except etree.ParserError:  # a page that begins with NUL is empty for lxml
        return []
    return []


def _microdata(page: str, url: str) -> list[Any]:
    from extruct.w3cmicrodata import MicrodataExtractor  # noqa: PLC0415  few pages need it, and it takes 0.2 s

    return list(MicrodataExtractor().extract(page, base_url=url))


def _rdfa(page: str, url: str) -> list[Any]:
    from extruct.rdfa import RDFaExtractor  # noqa: PLC0415  as above

    return list(RDFaExtractor().extract(page, base_url=url))
