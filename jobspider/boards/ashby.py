"""Ashby's job posting API (https://developers.ashbyhq.com/docs/public-job-posting-api): one list an employer."""

from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import DropItem

from jobspider.boards.api_values import declared_pay, mode, places
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import many, text, texts


class AshbyBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the posting's UUID. Ashby names no employer: the company is the name of its job board."""

    items_at = "jobs"

    def address_of_employer(self, employer: str) -> str:
        """The employer's job board, with pay where the employer shows it."""
        return f"https://api.ashbyhq.com/posting-api/job-board/{employer}?includeCompensation=true"

    def row(self, item: Item, answer: Answer) -> Raw:
        """A posting; one that is not listed is only for those who have its link."""
        if item.get("isListed") is False:
            raise DropItem(f"{item.get('jobUrl')} is not listed")
        url = item["jobUrl"]
        return {
            "source_id": item["id"],
            "url": url,
            **stated(
                {
                    "apply_url": text(item.get("applyUrl")),
                    "title": text(item.get("title")),
                    "company": answer.employer or urlsplit(url).path.split("/")[1],
                    "work_mode": work_mode(item),
                    "date_posted": text(item.get("publishedAt")),
                    **employment(texts(item.get("employmentType"))),
                    **(description(item.get("descriptionHtml")) or description(item.get("descriptionPlain"))),
                    **place(item),
                    **pay(item.get("compensation") or {}),
                }
            ),
        }


def work_mode(item: Item) -> str | None:
    """The workplace type; `isRemote` is also true for hybrid work, so it only counts alone."""
    return mode(item.get("workplaceType")) or ("remote" if item.get("isRemote") is True else None)


def place(item: Item) -> Raw:
    """All places as one text, and the address of the first."""
    address = at(item, "address.postalAddress") or {}
    others = [each.get("location") for each in many(item.get("secondaryLocations"))]
    return {
        "location_raw": places([item.get("location"), *others]),
        "locality": text(address.get("addressLocality")),
        "region": text(address.get("addressRegion")),
        "country": text(address.get("addressCountry")),
        "postal_code": text(address.get("postalCode")),
    }


def pay(compensation: dict[str, Any]) -> Raw:
    """The salary among the components of the compensation (others are equity, bonus, commission), and its summary."""
    components = many(compensation.get("summaryComponents")) or [
        component for tier in many(compensation.get("compensationTiers")) for component in many(tier.get("components"))
    ]
    salary: dict[str, Any] = next((each for each in components if text(each.get("compensationType")) == "Salary"), {})
    words = compensation.get("scrapeableCompensationSalarySummary") or compensation.get("compensationTierSummary")
    figures = declared_pay(
        salary.get("minValue"), salary.get("maxValue"), salary.get("currencyCode"), interval(salary.get("interval"))
    )
    return stated({"salary_raw": text(words), **figures})


def interval(value: Any) -> str | None:
    """`1 YEAR`, `1 HOUR`; two weeks or half a year are no period of ours."""
    words = text(value) or ""
    return words.removeprefix("1 ") if words.startswith("1 ") else None
