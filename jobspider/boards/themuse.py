"""The Muse's public API (https://www.themuse.com/developers/api/v2): a search in pages of 20, at most 99 of them."""

import re
from collections.abc import Mapping
from typing import ClassVar

from jobspider.boards.api_values import mode, places
from jobspider.boards.json_api import Answer, Item
from jobspider.boards.json_document import at
from jobspider.boards.json_paging import PageNumber, Paging
from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import many, text
from jobspider.boards.search_api import SearchApiBoard

# The Muse writes a state only behind American towns ("Fresno, CA"), and the country behind all others.
AMERICAN = re.compile(r", [A-Z]{2}$")


class TheMuseBoard(SearchApiBoard):
    """`source_id` is The Muse's number; `query` is one of its categories, `location` a place as it writes them."""

    api_url = "https://www.themuse.com/api/public/jobs"
    asks = ("query", "location")
    items_at = "results"
    paging: ClassVar[Paging] = PageNumber("page", first=0, pages_at="page_count")

    def parameters(self) -> Mapping[str, str | int | None]:
        """The newest first, from page 0."""
        return {"page": "0", "category": self.query, "location": self.location, "descending": "true"}

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A job; "Flexible / Remote" is one of its places."""
        named = [text(each.get("name")) for each in many(item.get("locations"))]
        known = {
            "title": text(item.get("name")),
            "company": text(at(item, "company.name")),
            "location_raw": places(named),
            "country": "US" if named and AMERICAN.search(named[0] or "") else None,
            "work_mode": mode(*named),
            "date_posted": text(item.get("publication_date")),
            **description(item.get("contents")),
        }
        return {"source_id": item["id"], "url": at(item, "refs.landing_page"), **stated(known)}
