"""Text as a visitor of a page sees it."""

from parsel import Selector

VISIBLE = ".//text()[not(ancestor::style or ancestor::script or ancestor::*[contains(@class, 'visually-hidden')])]"


def shown(part: Selector, places: str) -> str | None:
    """The text of the first of the places (CSS, separated by commas) that has any, without what screens don't show."""
    for place in places.split(", "):
        for found in part.css(place):
            pieces = found.xpath(VISIBLE).getall()
            if text := " ".join("".join(pieces).split()):
                return text
    return None
