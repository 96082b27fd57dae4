"""Remotive: remote jobs, through its open API."""

from collections.abc import Mapping

from jobspider.boards.json_api import Answer, Item
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import text, texts
from jobspider.boards.search_api import SearchApiBoard


class RemotiveSpider(SearchApiBoard):
    """`scrapy crawl remotive -a query=python`. Remotive asks for at most four requests a day."""

    name = "remotive"
    api_url = "https://remotive.com/api/remote-jobs"
    allowed_domains = ["remotive.com"]
    attribution = "Link back to the posting on Remotive and name Remotive as the source; submit it to no job board."
    terms_url = "https://github.com/remotive-com/remote-jobs-api"
    items_at = "jobs"

    def parameters(self) -> Mapping[str, str | int | None]:
        """Words to search for; without any, all jobs."""
        return {"search": self.query}

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A job; its place is where those who apply must live. Some copies of the feed use other names."""
        known = {
            "title": text(item.get("title")),
            "company": text(item.get("company_name")) or text(item.get("company")),
            "location_raw": text(item.get("candidate_required_location")) or text(item.get("location")),
            "work_mode": "remote",
            "date_posted": text(item.get("publication_date")),
            "salary_raw": text(item.get("salary")),
            **employment(texts(item.get("job_type"))),
            **description(item.get("description")),
        }
        return {"source_id": item.get("id") or item["job_id"], "url": item["url"], **stated(known)}
