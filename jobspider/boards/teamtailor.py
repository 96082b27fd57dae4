"""Teamtailor's JSON feed of a career site: a JSON Feed (https://www.jsonfeed.org/version/1.1) whose items carry a
schema.org/JobPosting."""

from typing import ClassVar

from jobspider.boards.addresses import identifier
from jobspider.boards.employers import EmployersBoard, host
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.json_paging import NextLink, Paging
from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org import Address, Node, raw_posting
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import many, text


class TeamtailorBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the job's number, which is unique in all of Teamtailor."""

    items_at = "items"
    paging: ClassVar[Paging] = NextLink("next_url")
    pages = 100

    def address_of_employer(self, employer: str) -> str:
        """The feed of the employer's career site, on Teamtailor's host or on the one that it named."""
        return f"https://{host(employer, 'teamtailor.com')}/jobs.json"

    def row(self, item: Item, answer: Answer) -> Raw:
        """An item; what the feed itself says fills what its JobPosting leaves out."""
        node = without_regions(item.get("_jobposting") or {})
        feed = stated(
            {
                "title": text(item.get("title")),
                "company": text(at(node, "identifier.name")) or text(at(answer.document, "title")) or answer.employer,
                "date_posted": text(item.get("date_published")),
                "language": text(item.get("language")) or text(at(answer.document, "language")),
                **(description(item.get("content_html")) or description(item.get("content_text"))),
            }
        )
        return {**feed, **raw_posting(node, Address(item["url"], identifier(node) or str(item["id"])))}


def without_regions(node: Node) -> Node:
    """The JobPosting without addressRegion: employers fill it with sales regions of theirs ("Europe", "Nordics")."""
    return {**node, "jobLocation": [{**place, "address": address(place)} for place in many(node.get("jobLocation"))]}


def address(place: Node) -> Node:
    """A place's address without its region."""
    return {name: value for name, value in (place.get("address") or {}).items() if name != "addressRegion"}
