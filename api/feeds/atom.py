"""Atom, RFC 4287."""

from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from api.feeds.entry import Feed, add_text, headline, identity, legal, listed
from jobspider.posting import StoredPosting

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """The document."""
    root = Element("feed", xmlns=_NAMESPACE)
    add_text(root, "id", feed.url)
    add_text(root, "title", feed.title)
    add_text(root, "updated", _moment(feed.updated))
    SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    add_text(SubElement(root, "author"), "name", "jobspider")
    for posting in feed.postings:
        _entry(SubElement(root, "entry"), posting)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()


def _entry(entry: Element, posting: StoredPosting) -> None:
    add_text(entry, "id", identity(posting))
    add_text(entry, "title", headline(posting))
    add_text(entry, "updated", _moment(listed(posting)))
    add_text(entry, "published", _moment(listed(posting)))
    SubElement(entry, "link", rel="alternate", href=legal(posting.url))
    SubElement(entry, "category", term=posting.source)
    add_text(entry, "summary", legal(posting.description_text or posting.title))


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
