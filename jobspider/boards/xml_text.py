"""XML as sites really send it → XML that can be parsed: unpacked, decoded, and mended where it is not quite XML."""

import re
import zlib
from html.entities import name2codepoint

from scrapy.http import Response, TextResponse, XmlResponse
from scrapy.utils.gz import gunzip

from jobspider.clean.text import repair_utf8
from jobspider.errors import SchemaChangedError

MOST_BYTES = 50 * 1024 * 1024
"""Largest document that is read, unpacked: what the sitemap protocol allows a file."""
GZIP = b"\x1f\x8b"
# Everything that may stand before a DOCTYPE, then one that declares things of its own.
OWN_DTD = re.compile(r"(?:\s++|<\?[^>]*+>|<!--.*?-->)*+<!DOCTYPE\b[^\[>]*+\[", re.S | re.IGNORECASE)
# \A, since a search that may begin at any space of a long run of them takes the square of its length.
DECLARATION = re.compile(r"\A\s*+<\?xml\b[^>]*+>")
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);|([A-Za-z][A-Za-z0-9]{1,8});)?")
OPEN, CLOSE = "<![CDATA[", "]]>"


def xml_of(response: Response) -> bytes:
    """The response's document in UTF-8, without its declaration.

    Mended: names of HTML's characters (`&nbsp;`), ampersands that are not escaped, bytes and characters that XML does
    not allow. Raises SchemaChangedError for a document that declares entities of its own, which no feed needs and
    which can grow without bounds or read files, and for one of more than 50 MB.
    """
    text = decoded(response.replace(body=unpacked(response)))
    if OWN_DTD.match(text):
        raise SchemaChangedError(f"{response.url} declares a document type of its own, which is never read.")
    return mended(NOT_XML.sub("", DECLARATION.sub("", text, count=1))).encode()


def unpacked(response: Response) -> bytes:
    """The body, without gzip where it is packed. Raises SchemaChangedError when it is broken or too large."""
    body = response.body
    if body[:2] == GZIP:
        try:
            body = gunzip(body, max_size=MOST_BYTES)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise SchemaChangedError(f"{response.url} can't be unpacked: {error}.") from None
    if len(body) > MOST_BYTES:
        raise SchemaChangedError(f"{response.url} has {len(body):,} bytes, more than the {MOST_BYTES:,} that are read.")
    return body


def decoded(response: Response) -> str:
    """The body as text: by the header, the declaration, or as UTF-8 whose stray bytes are Windows-1252."""
    kind = response if isinstance(response, TextResponse) else XmlResponse(response.url, body=response.body)
    text = repair_utf8(response.body) if kind.encoding in ("utf-8", "ascii") else kind.text
    return text.removeprefix("\ufeff").lstrip()


def mended(text: str) -> str:
    """The text with every `&` outside CDATA sections as XML wants it."""
    parts, place = list[str](), 0
    while (start := text.find(OPEN, place)) >= 0:
        end = text.find(CLOSE, start)
        if end < 0:
            break
        parts += AMPERSAND.sub(_escaped, text[place:start]), text[start : end + len(CLOSE)]
        place = end + len(CLOSE)
    return "".join([*parts, AMPERSAND.sub(_escaped, text[place:])])


def _escaped(found: re.Match[str]) -> str:
    if found[1]:
        return found[0]
    character = name2codepoint.get(found[2] or "")
    return f"&#{character};" if character else f"&amp;{found[0][1:]}"
