"""Workable's public widget API (https://workable.readme.io): a list an employer, a row a posting and place."""

from jobspider.boards.api_values import mode, named, places, sections
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_document import at
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.values import many, text, texts


class WorkableBoard(EmployersBoard, JsonApiBoard):
    """`source_id` is the shortcode, under which apply.workable.com knows a job without its employer."""

    items_at = "jobs"
    single_at = "shortcode"

    def address_of_employer(self, employer: str) -> str:
        """The employer's account, with descriptions."""
        return f"https://apply.workable.com/api/v1/widget/accounts/{employer}?details=true"

    def items(self, answer: Answer) -> list[Item]:
        """The jobs, each once: a job in three places has three rows, which differ in nothing else."""
        merged: dict[str, Item] = {}
        for number, item in enumerate(super().items(answer)):
            key = str(at(item, "shortcode") or number)
            merged[key] = {**merged[key], "locations": [*here(merged[key]), *here(item)]} if key in merged else item
        return list(merged.values())

    def row(self, item: Item, answer: Answer) -> Raw:
        """A job."""
        return {
            "source_id": item["shortcode"],
            "url": text(item.get("url")) or text(item.get("shortlink")),
            **stated(
                {
                    "apply_url": text(item.get("application_url")),
                    "title": text(item.get("title")),
                    "company": text(at(answer.document, "name")) or answer.employer,
                    "work_mode": mode(item.get("workplace_type")) or ("remote" if item.get("telecommuting") else None),
                    "date_posted": text(item.get("published_on")) or text(item.get("created_at")),
                    **employment(texts(item.get("employment_type"))),
                    **sections((None, item.get(part)) for part in ("description", "requirements", "benefits")),
                    **place(item),
                }
            ),
        }


def here(item: Item) -> list[Item]:
    """The places of a row; older answers have one place, without a list."""
    own = {"city": item.get("city"), "region": item.get("state"), "country": item.get("country")}
    shown = [each for each in many(item.get("locations")) if not at(each, "hidden")]
    return shown or [own]


def place(item: Item) -> Raw:
    """All places as one text, and the parts of the first."""
    found = here(item)
    return {
        "location_raw": places(named(at(each, "city"), at(each, "region"), at(each, "country")) for each in found),
        "locality": text(found[0].get("city")),
        "region": text(found[0].get("region")),
        "country": text(found[0].get("countryCode")) or text(found[0].get("country")),
    }
