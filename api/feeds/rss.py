"""RSS 2.0: https://www.rssboard.org/rss-specification."""

from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from api.feeds.entry import Feed, add_text, headline, identity, legal, listed
from jobspider.posting import StoredPosting

MEDIA_TYPE = "application/rss+xml"
_ATOM = "http://www.w3.org/2005/Atom"


def rss(feed: Feed) -> bytes:
    """The document."""
    root = Element("rss", {"version": "2.0", "xmlns:atom": _ATOM})
    channel = SubElement(root, "channel")
    add_text(channel, "title", feed.title)
    add_text(channel, "link", feed.url)
    add_text(channel, "description", feed.title)
    add_text(channel, "lastBuildDate", format_datetime(feed.updated, usegmt=True))
    SubElement(channel, "atom:link", rel="self", type=MEDIA_TYPE, href=feed.url)
    for posting in feed.postings:
        _item(SubElement(channel, "item"), posting)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()


def _item(item: Element, posting: StoredPosting) -> None:
    add_text(item, "title", headline(posting))
    add_text(item, "link", legal(posting.url))
    add_text(item, "description", legal(posting.description_text or posting.title))
    guid = SubElement(item, "guid", isPermaLink="false")
    guid.text = identity(posting)
    add_text(item, "pubDate", format_datetime(listed(posting), usegmt=True))
