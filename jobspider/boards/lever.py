"""Lever's Postings API (https://github.com/lever/postings-api): one list an employer, no paging unless asked for."""

from typing import Any
from urllib.parse import urlsplit

from jobspider.boards.api_values import declared_pay, mode, places, sections
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.values import many, text, texts
from jobspider.clean.text import html_to_text


class LeverBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the posting's UUID. Lever names no employer: the company is the name of its job site."""

    single_at = "hostedUrl"

    def address_of_employer(self, employer: str) -> str:
        """The employer's postings."""
        return f"https://api.lever.co/v0/postings/{employer}?mode=json"

    def row(self, item: Item, answer: Answer) -> Raw:
        """A posting."""
        url, categories = item["hostedUrl"], item.get("categories") or {}
        return {
            "source_id": item["id"],
            "url": url,
            **stated(
                {
                    "apply_url": text(item.get("applyUrl")),
                    "title": text(item.get("text")),
                    "company": answer.employer or urlsplit(url).path.split("/")[1],
                    "location_raw": places(texts(categories.get("allLocations"))) or text(categories.get("location")),
                    "country": text(item.get("country")),
                    "work_mode": mode(item.get("workplaceType")),
                    "date_posted": item.get("createdAt"),
                    **employment(texts(categories.get("commitment"))),
                    **sections(parts(item)),
                    **pay(item),
                }
            ),
        }


def parts(item: Item) -> list[tuple[Any, Any]]:
    """The description's sections in the order in which Lever shows them."""
    listed = [(each.get("text"), as_list(each.get("content"))) for each in many(item.get("lists"))]
    opening = item.get("description") or f"{item.get('opening') or ''}{item.get('descriptionBody') or ''}"
    return [(None, opening), *listed, (None, item.get("additional"))]


def as_list(content: Any) -> str:
    """A list's content; its items come without the list around them."""
    html = str(content or "").strip()
    return f"<ul>{html}</ul>" if html.lower().startswith("<li") else html


def pay(item: Item) -> Raw:
    """The salary range; its interval is worded `per-year-salary`, `per-hour-wage`. What is said beside it is kept."""
    words = html_to_text(text(item.get("salaryDescription")) or text(item.get("salaryDescriptionPlain")) or "")
    found = at(item, "salaryRange") or {}
    figures = declared_pay(found.get("min"), found.get("max"), found.get("currency"), found.get("interval"))
    return stated({"salary_raw": words, **figures})
