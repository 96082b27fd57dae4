"""Greenhouse's Job Board API (https://developers.greenhouse.io/job-board.html): one list an employer, no paging."""

import re
from typing import Any
from urllib.parse import urlsplit

from jobspider.boards.api_values import declared_pay, mode, one_period
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import many, number, text, texts

# Employers name their own fields ("Employment Type", "Time Type", "Workplace Type").
KIND = re.compile(r"(?:employment|job|contract|position|worker|time) ?(?:type|status|basis)|commitment|schedule", re.I)
WORKPLACE = re.compile(r"work ?(?:place|ing)? (?:type|model|mode|arrangement|style)|location type|remote", re.I)


class GreenhouseBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the job post's id, which is unique in all of Greenhouse."""

    items_at = "jobs"
    single_at = "absolute_url"

    def address_of_employer(self, employer: str) -> str:
        """The employer's job board, with descriptions."""
        return f"https://boards-api.greenhouse.io/v1/boards/{employer}/jobs?content=true"

    def row(self, item: Item, answer: Answer) -> Raw:
        """A job post."""
        url = item["absolute_url"]
        return {
            "source_id": item["id"],
            "url": url,
            **stated(
                {
                    "title": text(item.get("title")),
                    "company": text(item.get("company_name")) or answer.employer or board_of(url),
                    "location_raw": text(at(item, "location.name")),
                    "date_posted": text(item.get("first_published")),
                    "valid_through": text(item.get("application_deadline")),
                    "language": text(item.get("language")),
                    "work_mode": mode(*custom(item, WORKPLACE)),
                    **employment(custom(item, KIND)),
                    **description(item.get("content")),
                    **pay(item),
                }
            ),
        }


def board_of(url: str) -> str | None:
    """The employer's board, where a job's address lies on Greenhouse and so names it."""
    parts = urlsplit(url)
    return parts.path.split("/")[1] or None if (parts.hostname or "").endswith(".greenhouse.io") else None


def custom(item: Item, name: re.Pattern[str]) -> list[str]:
    """Values of the employer's own fields whose name matches, as they are worded."""
    found = (each for each in many(item.get("metadata")) if name.search(text(each.get("name")) or ""))
    return [label for each in found for label in texts(each.get("value"))]


def pay(item: Item) -> Raw:
    """The widest of the pay ranges in one currency; Greenhouse states them in cents and without a period."""
    ranges: list[dict[str, Any]] = many(item.get("pay_input_ranges"))
    currency = next((code for each in ranges if (code := text(each.get("currency_type")))), None)
    same = [each for each in ranges if text(each.get("currency_type")) == currency]
    low = min((cents / 100 for each in same if (cents := number(each.get("min_cents")))), default=None)
    high = max((cents / 100 for each in same if (cents := number(each.get("max_cents")))), default=None)
    if low is None or high is None or currency is None:
        return declared_pay(low, high, currency)
    return declared_pay(low, high, currency, one_period(low, high, currency))
