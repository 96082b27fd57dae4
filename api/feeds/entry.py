"""What every feed tells of a posting and of itself."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement

from jobspider.posting import StoredPosting

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed was changed last."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Feed:
    """A search's newest postings; `url` is the feed's own address."""

    title: str
    url: str
    postings: list[StoredPosting]

    @property
    def updated(self) -> datetime:
        """When anything in it was new last."""
        return max((listed(posting) for posting in self.postings), default=BEGINNING)


def listed(posting: StoredPosting) -> datetime:
    """When it was published, else first seen."""
    return posting.date_posted or posting.first_seen_at


def identity(posting: StoredPosting) -> str:
    """An id that no other posting has, on whatever host the feed is: RFC 4151, a tag."""
    return f"tag:jobspider.invalid,2026:posting:{posting.id}"


def headline(posting: StoredPosting) -> str:
    """Title, company and place on one line."""
    return legal(" \N{EN DASH} ".join(part for part in (posting.title, posting.company, posting.location_raw) if part))


def legal(text: str) -> str:
    """The text without what XML 1.0 does not allow."""
    return _ILLEGAL.sub("", text)


def add_text(parent: Element, name: str, text: str) -> None:
    """An element that holds nothing but this."""
    SubElement(parent, name).text = text
