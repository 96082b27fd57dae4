"""Atom, RFC 4287."""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from api.feeds.entry import Feed, headline, identity, legal, listed
from jobspider.posting import StoredPosting

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """The document."""
    root = Element("feed", xmlns=_NAMESPACE)
    _text(root, "id", feed.url)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    _text(SubElement(root, "author"), "name", "jobspider")
    for posting in feed.postings:
        _entry(SubElement(root, "entry"), posting)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()


def _entry(entry: Element, posting: StoredPosting) -> None:
    _text(entry, "id", identity(posting))
    _text(entry, "title", headline(posting))
    _text(entry, "updated", _moment(listed(posting)))
    _text(entry, "published", _moment(listed(posting)))
    SubElement(entry, "link", rel="alternate", href=legal(posting.url))
    SubElement(entry, "category", term=posting.source)
    _text(entry, "summary", legal(posting.description_text or posting.title))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
