"""The language that a page says it is in (`<html lang>`), for postings that name none."""

import re

from jobspider.boards.raw import Raw
from jobspider.clean.language import confirmed

# The tag stands at the beginning; pages with a megabyte before it don't state a language.
HTML_TAG = re.compile(r"<html\b([^<>]*+)>", re.IGNORECASE)
LANGUAGE = re.compile(r"(?<![\w:-])(?:xml:)?lang\s*=\s*[\"']?\s*([A-Za-z][\w-]{1,34})", re.IGNORECASE)
SEARCHED = 20_000


def page_language(page: str, raw: Raw) -> str | None:
    """The page's own statement, unless the description is clearly in another language; None then and without one."""
    tag = HTML_TAG.search(page, 0, SEARCHED)
    stated = LANGUAGE.search(tag[1]) if tag else None
    return (
        confirmed(stated[1], str(raw.get("description_html") or raw.get("description_text") or "")) if stated else None
    )
