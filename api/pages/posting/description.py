"""A posting's description for a page: sanitised once more where it is shown, whoever wrote the row."""

import re

from markupsafe import Markup, escape

from jobspider.clean.text import sanitize_html, truncate_bytes
from jobspider.posting import StoredPosting

BYTES = 30_000
"""Of a description that are shown: the page stays below 100 KB. Nearly all are shorter."""
_HEADING = re.compile(r"(</?)h[1-6]>")


def shown_html(posting: StoredPosting) -> Markup | None:
    """HTML of an allow list of tags, its headings below those of the page; None where there is no description."""
    if posting.description_html:
        safe = sanitize_html(truncate_bytes(posting.description_html, BYTES))
        return Markup(_HEADING.sub(r"\1h3>", safe))  # noqa: S704  what the sanitiser lets through
    if posting.description_text:
        text = truncate_bytes(posting.description_text, BYTES)
        return Markup("").join(Markup("<p>{}</p>").format(part) for part in _paragraphs(text))
    return None


def _paragraphs(text: str) -> list[Markup]:
    return [Markup("<br>").join(map(escape, part.splitlines())) for part in text.split("\n\n") if part.strip()]
