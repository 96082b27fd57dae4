"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

from pydantic_core import to_json

from api.feeds.entry import Feed, headline, identity, listed
from jobspider.posting import StoredPosting

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """The document."""
    items = [_item(posting) for posting in feed.postings]
    return to_json({"version": VERSION, "title": feed.title, "feed_url": feed.url, "items": items})


def _item(posting: StoredPosting) -> dict[str, object]:
    return {
        "id": identity(posting),
        "url": posting.url,
        "title": headline(posting),
        "content_text": posting.description_text or posting.title,
        "date_published": listed(posting),
        "tags": [posting.source, *posting.skills],
    }
