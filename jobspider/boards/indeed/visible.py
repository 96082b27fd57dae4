"""Text as a visitor of a page sees it."""

from parsel import Selector


def shown(part: Selector, places: str) -> str | None:
    """The text of the first of the places (CSS, separated by commas) that has any, without style sheets inside it."""
    for place in places.split(", "):
        for found in part.css(place):
            pieces = found.xpath(".//text()[not(ancestor::style or ancestor::script)]").getall()
            if text := " ".join("".join(pieces).split()):
                return text
    return None
