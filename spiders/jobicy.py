"""Jobicy: remote jobs, through its open API."""

from collections.abc import Mapping

from jobspider.boards.api_values import declared_pay
from jobspider.boards.json_api import Answer, Item
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import text, texts
from jobspider.boards.search_api import SearchApiBoard


class JobicySpider(SearchApiBoard):
    """`scrapy crawl jobicy -a query=python -a location=uk`. Jobicy asks for a few requests a day."""

    name = "jobicy"
    api_url = "https://jobicy.com/api/v2/remote-jobs"
    allowed_domains = ["jobicy.com"]
    attribution = "Credit Jobicy as the original source with a link; submit its postings to no job platform."
    terms_url = "https://jobicy.com/jobs-rss-feed"
    asks = ("query", "location")
    windowed = True  # the newest hundred
    items_at = "jobs"

    def parameters(self) -> Mapping[str, str | int | None]:
        """As many as the API gives at once."""
        return {"count": 100, "tag": self.query, "geo": self.location}

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A job; older answers name a year's pay, newer ones its period."""
        low, high = (item.get(f"annualSalary{bound}") or item.get(f"salary{bound}") for bound in ("Min", "Max"))
        period = "YEAR" if any(name.startswith("annual") for name in item) else item.get("salaryPeriod")
        known = {
            "title": text(item.get("jobTitle")),
            "company": text(item.get("companyName")),
            "location_raw": text(item.get("jobGeo")),
            "work_mode": "remote",
            "date_posted": text(item.get("pubDate")),
            **employment(texts(item.get("jobType"))),
            **description(item.get("jobDescription")),
            **declared_pay(low, high, item.get("salaryCurrency"), period),
        }
        return {"source_id": item["id"], "url": item["url"], **stated(known)}
