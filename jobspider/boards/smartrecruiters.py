"""SmartRecruiters' Posting API (https://developers.smartrecruiters.com/docs/posting-api): a list an employer in pages
of 100, and a detail a posting, which alone has the description."""

from typing import Any, ClassVar

from jobspider.boards.api_values import named, sections
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.json_paging import Offset, Paging
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.values import number, text, texts

API = "https://api.smartrecruiters.com/v1/companies"
PARTS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


class SmartRecruitersBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the posting's id, which is unique in all of SmartRecruiters."""

    items_at = "content"
    single_at = "jobAd"
    detail_is_whole = True
    paging: ClassVar[Paging] = Offset("offset", total_at="totalFound")
    pages = 100

    def address_of_employer(self, employer: str) -> str:
        """The first of the employer's postings, as many as the API gives at once."""
        return f"{API}/{employer}/postings?limit=100&offset=0"

    def detail_url(self, raw: Raw) -> str | None:
        """The posting with its description."""
        employer = raw["url"].rsplit("/", 2)[-2]
        return f"{API}/{employer}/postings/{raw['source_id']}"

    def row(self, item: Item, answer: Answer) -> Raw:
        """A posting of the list or a detail: the same, but that the detail has the description."""
        employer = at(item, "company.identifier") or answer.employer or referred(item)
        return {
            "source_id": item["id"],
            "url": f"https://jobs.smartrecruiters.com/{employer}/{item['id']}",
            **stated(
                {
                    "apply_url": text(item.get("applyUrl")),
                    "title": text(item.get("name")),
                    "company": text(at(item, "company.name")) or employer,
                    "date_posted": text(item.get("releasedDate")),
                    "language": text(at(item, "language.code")),
                    **employment(texts(at(item, "typeOfEmployment.label"))),
                    **place(item.get("location") or {}),
                    **sections((part.get("title"), part.get("text")) for part in parts(item)),
                }
            ),
        }


def referred(item: Item) -> str:
    """The employer in the posting's own address at the API."""
    return str(item["ref"]).removeprefix(f"{API}/").partition("/")[0]


def parts(item: Item) -> list[dict[str, Any]]:
    """The sections of the advertisement in their order."""
    written = at(item, "jobAd.sections") or {}
    return [written[name] for name in PARTS if isinstance(written.get(name), dict)]


def place(location: dict[str, Any]) -> Raw:
    """The place in parts, and how one works there."""
    remote, hybrid = location.get("remote") is True, location.get("hybrid") is True
    return {
        # The country is a code, which is no place's name.
        "location_raw": text(location.get("fullLocation")) or named(location.get("city"), location.get("region")),
        "locality": text(location.get("city")),
        "region": text(location.get("region")),
        "country": text(location.get("country")),
        "postal_code": text(location.get("postalCode")),
        "latitude": number(location.get("latitude")),
        "longitude": number(location.get("longitude")),
        "work_mode": "hybrid" if hybrid else "remote" if remote else None,
    }
