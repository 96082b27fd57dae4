"""Reed's job seeker API (https://www.reed.co.uk/developers/jobseeker): a search in pages of 100, a detail a posting."""

from base64 import b64encode
from collections.abc import Mapping
from typing import ClassVar

from scrapy import Request

from jobspider.boards.api_values import declared_pay
from jobspider.boards.json_api import Answer, Item
from jobspider.boards.json_paging import Offset, Paging
from jobspider.boards.keyed_api import KeyedApiBoard
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import number, text, texts
from jobspider.clean.money import period_of
from jobspider.config import config

# A search names no period, and advertisers give an hour's, a day's or a year's pay. Teachers' day rates begin where
# the best hourly rates end, so what lies between stays open.
BANDS = (("HOUR", 4, 50), ("DAY", 150, 950), ("YEAR", 10_000, 2_000_000))
KINDS = {
    "fulltime": "fullTime",
    "parttime": "partTime",
    "permanent": "permanent",
    "contract": "contract",
    "temporary": "temp",
}


class ReedBoard(KeyedApiBoard):
    """`source_id` is Reed's job number. A search has excerpts of the descriptions; JOBSPIDER_JOB_PAGES fetches all."""

    api_url = "https://www.reed.co.uk/api/1.0/search"
    keyed_below = "https://www.reed.co.uk/api/1.0/"
    detail_path = "https://www.reed.co.uk/api/1.0/jobs"
    """The address below which a job\'s number leads to all of it."""
    asks = ("query", "location", "job_type")
    items_at = "results"
    single_at = "jobId"
    detail_is_whole = True
    paging: ClassVar[Paging] = Offset("resultsToSkip", total_at="totalResults")

    def parameters(self) -> Mapping[str, str | int | None]:
        """Words, place and kind, in Reed's names."""
        kind = KINDS.get(self.job_type, self.job_type)
        wanted: dict[str, str | int | None] = {kind: "true"} if kind else {}
        return {"keywords": self.query, "locationName": self.location, **wanted, "resultsToTake": 100}

    def missing_key(self) -> str | None:
        """JOBSPIDER_REED_API_KEY."""
        if config().reed_api_key:
            return None
        return (
            "Reed's API needs a key: get one for nothing at https://www.reed.co.uk/developers/jobseeker and set "
            "JOBSPIDER_REED_API_KEY to it."
        )

    def with_key(self, request: Request) -> Request:
        """The key is the user name of basic authentication, without a password."""
        key = config().reed_api_key
        credentials = b64encode(f"{key.get_secret_value() if key else ''}:".encode()).decode()
        headers = request.headers.copy()
        headers["Authorization"] = f"Basic {credentials}"
        return request.replace(headers=headers)

    def detail_url(self, raw: Raw) -> str | None:
        """The posting with its whole description, where the operator asks for job pages."""
        return f"{self.detail_path}/{raw['source_id']}" if config().job_pages else None

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A search result, or a detail, which has more of the same."""
        return {
            "source_id": item["jobId"],
            "url": item.get("jobUrl") or f"https://www.reed.co.uk/jobs/{item['jobId']}",
            **stated(
                {
                    "apply_url": text(item.get("externalUrl")),
                    "title": text(item.get("jobTitle")),
                    "company": text(item.get("employerName")),
                    "location_raw": text(item.get("locationName")),
                    "date_posted": text(item.get("date")) or text(item.get("datePosted")),
                    "valid_through": text(item.get("expirationDate")),
                    **employment(kinds(item)),
                    **description(item.get("jobDescription")),
                    **pay(item),
                }
            ),
            "description_is_snippet": "contractType" not in item,
        }


def kinds(item: Item) -> list[str]:
    """Contract and hours, which only a detail names."""
    hours = [label for label, key in (("full-time", "fullTime"), ("part-time", "partTime")) if item.get(key) is True]
    return [*texts(item.get("contractType")), *hours]


def pay(item: Item) -> Raw:
    """The figures as advertised; a detail names their period (`per annum`), a search leaves it to their size."""
    low, high = item.get("minimumSalary"), item.get("maximumSalary")
    words = text(item.get("salary"))
    period = period_of(text(item.get("salaryType")) or "") or size_period(low, high)
    return stated({"salary_raw": words, **declared_pay(low, high, item.get("currency"), period)})


def size_period(*bounds: object) -> str | None:
    """The period in whose band all bounds lie; None where that is open."""
    figures = [figure for bound in bounds if (figure := number(bound)) and figure > 0]
    fitting = (name for name, low, high in BANDS if all(low <= figure <= high for figure in figures))
    return next(fitting, None) if figures else None
