"""Text as pages hold it → text as it is stored: one line, paragraphs, or HTML that cannot do harm."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nh3

# A lone space is left alone: replacing each by itself would take most of the time.
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_SPACES_IN_LINE = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_BLANK_LINES = re.compile(r" ?\n ?(?:\n ?)+")
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufff9-\uffff]"
)
_PLAIN_ASCII = re.compile(r"[\x20-\x7e]*")
_LIST_ITEM = re.compile(r"(<li\b[^>]*>)(?:\s|&nbsp;)*(?:<p\b[^>]*>)?", re.IGNORECASE)
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_MAYBE_HTML = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z]")

_UNREAD = ("script", "style", "noscript", "template", "head")
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("i", "li", "ol", "p", "pre", "s", "small", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr"),
    *("u", "ul", "div", "span"),
}


def clean_text(value: str) -> str:
    """One line in NFC: no control characters, lone surrogates or invisible marks, white space folded and stripped.

    Entities are left as they are: a value that is not HTML may mean `&amp;`. Joiners stay: scripts need them.
    """
    if _PLAIN_ASCII.fullmatch(value):
        return " ".join(value.split()) if "  " in value else value.strip()
    return _SPACES.sub(" ", _readable(_SPACES.sub(" ", value))).strip()


def clean_block(value: str) -> str:
    """Like clean_text, but lines stay, and paragraphs stay apart by one empty line."""
    text = _readable(value.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANK_LINES.sub("\n\n", _SPACES_IN_LINE.sub(" ", text)).replace(" \n", "\n").replace("\n ", "\n").strip()


def _readable(value: str) -> str:
    if value.isascii():
        return _HARMFUL.sub("", value)
    return unicodedata.normalize("NFC", _HARMFUL.sub("", value))


def html_to_text(html: str) -> str:
    """The words of a page fragment: a line a block, an empty line between paragraphs, `- ` before list items.

    Entities become characters; scripts, styles and comments are left out. Text without markup only gets clean_block.
    """
    if not _MAYBE_HTML.search(html):
        return clean_block(html)
    import html_text  # noqa: PLC0415  a server has no pages to read, and does without these 5 MB
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415  lxml publishes no types

    tree = html_text.parse_html(_LIST_ITEM.sub(r"\1- ", _HARMFUL.sub("", html)))
    if tree is None:
        return ""
    etree.strip_elements(tree, *_UNREAD, etree.Comment, with_tail=False)
    return clean_block(html_text.etree_to_text(tree))


def sanitize_html(html: str) -> str:
    """HTML that is safe to show: an allow list of tags, no style, class or on*, links only to http, https, mailto."""
    sanitizer = _sanitizer()
    safe: str = sanitizer.clean(_HARMFUL.sub("", html))
    bare = _HARMFUL.sub("", safe)
    # References (`&#1;`) have become characters. Without them an address may be another, so it is looked at once more.
    return (safe if bare == safe else sanitizer.clean(bare)).strip()


@cache
def _sanitizer() -> "nh3.Cleaner":
    import nh3  # noqa: PLC0415  as above

    return nh3.Cleaner(
        tags=_TAGS,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        clean_content_tags={"script", "style"},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
        strip_comments=True,
    )


def truncate_bytes(text: str, limit: int) -> str:
    """The longest beginning of the text that fits `limit` bytes of UTF-8; a character is never split."""
    if len(text) * 4 <= limit:
        return text
    return text[: max(limit, 0)].encode("utf-8", "replace")[: max(limit, 0)].decode("utf-8", "ignore")


def repair_utf8(data: bytes) -> str:
    """Bytes → text: UTF-8 where it is, single bytes that are not as Windows-1252, which is what they mostly are."""
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return text if text.isascii() else _STRAY_BYTE.sub(_windows_character, text)


def _windows_character(stray: re.Match[str]) -> str:
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", "replace")
