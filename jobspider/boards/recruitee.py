"""Recruitee's Careers Site API (https://docs.recruitee.com/reference/intro-to-careers-site-api): a list an employer."""

from scrapy.exceptions import DropItem

from jobspider.boards.api_values import declared_pay, named, places, sections
from jobspider.boards.employers import EmployersBoard, host
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.values import many, text, texts


class RecruiteeBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the offer's id, which is unique in all of Recruitee."""

    items_at = "offers"
    single_at = "careers_url"

    def address_of_employer(self, employer: str) -> str:
        """The employer's offers, on its Recruitee host or on the careers host that it named."""
        return f"https://{host(employer, 'recruitee.com')}/api/offers/"

    def row(self, item: Item, answer: Answer) -> Raw:
        """An offer; one that is not published is left out."""
        if item.get("status") not in (None, "published"):
            raise DropItem(f"offer {item.get('id')} is {item['status']}, not published")
        translations = list(item.get("translations") or {})
        return {
            "source_id": item["id"],
            "url": item["careers_url"],
            **stated(
                {
                    "apply_url": text(item.get("careers_apply_url")),
                    "title": text(item.get("title")),
                    "company": text(item.get("company_name")) or answer.employer,
                    "work_mode": work_mode(item),
                    "date_posted": text(item.get("published_at")),
                    "valid_through": text(item.get("close_at")),
                    "language": translations[0] if len(translations) == 1 else None,
                    **employment(texts(item.get("employment_type_code") or item.get("employment_type"))),
                    **sections([(None, item.get("description")), (None, item.get("requirements"))]),
                    **place(item),
                    **pay(item),
                }
            ),
        }


def work_mode(item: Item) -> str | None:
    """Each way of working that an offer allows is marked; with several, what is between them holds."""
    allowed = [name for name, key in (("remote", "remote"), ("onsite", "on_site")) if item.get(key) is True]
    if item.get("hybrid") is True or len(allowed) > 1:
        return "hybrid"
    return allowed[0] if allowed else None


def place(item: Item) -> Raw:
    """All places as one text, and the parts of the first."""
    several = [named(each.get("city"), each.get("state"), each.get("country")) for each in many(item.get("locations"))]
    return {
        "location_raw": places(several) if len(several) > 1 else text(item.get("location")) or places(several),
        "locality": text(item.get("city")),
        "region": text(item.get("state_name")),
        "country": text(item.get("country_code")) or text(item.get("country")),
        "postal_code": text(item.get("postal_code")),
    }


def pay(item: Item) -> Raw:
    """The offer's pay as figures."""
    salary = at(item, "salary") or {}
    return declared_pay(salary.get("min"), salary.get("max"), salary.get("currency"), salary.get("period"))
