"""RSS 2.0: https://www.rssboard.org/rss-specification."""

from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from api.feeds.entry import Feed, headline, identity, legal, listed
from jobspider.posting import StoredPosting

MEDIA_TYPE = "application/rss+xml"
_ATOM = "http://www.w3.org/2005/Atom"


def rss(feed: Feed) -> bytes:
    """The document."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": _ATOM})
    channel = SubElement(root, "channel")
    _text(channel, "title", feed.title)
    _text(channel, "link", feed.url)
    _text(channel, "description", feed.title)
    _text(channel, "lastBuildDate", format_datetime(feed.updated, usegmt=True))
    SubElement(channel, "atom:link", rel="self", type=MEDIA_TYPE, href=feed.url)
    for posting in feed.postings:
        _item(SubElement(channel, "item"), posting)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()


def _item(item: Element, posting: StoredPosting) -> None:
    _text(item, "title", headline(posting))
    _text(item, "link", legal(posting.url))
    _text(item, "description", legal(posting.description_text or posting.title))
    guid = SubElement(item, "guid", isPermaLink="false")
    guid.text = identity(posting)
    _text(item, "pubDate", format_datetime(listed(posting), usegmt=True))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
