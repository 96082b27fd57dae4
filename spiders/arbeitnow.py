"""Arbeitnow: jobs in Germany and remote ones, through its open API."""

from typing import ClassVar

from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.json_paging import NextLink, Paging
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import text, texts


class ArbeitnowSpider(JsonApiBoard):
    """`scrapy crawl arbeitnow -a pages=N`: the newest N times 100 jobs; the API can't be searched."""

    name = "arbeitnow"
    start_urls = ["https://www.arbeitnow.com/api/job-board-api"]
    attribution = "Link back to Arbeitnow.com."
    terms_url = "https://www.arbeitnow.com/blog/job-board-api"
    items_at = "data"
    paging: ClassVar[Paging] = NextLink("links.next")

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A job; that it is not remote says nothing of how one works there."""
        known = {
            "title": text(item.get("title")),
            "company": text(item.get("company_name")),
            "location_raw": text(item.get("location")),
            "work_mode": "remote" if item.get("remote") is True else None,
            "date_posted": item.get("created_at"),
            **employment(texts(item.get("job_types"))),
            **description(item.get("description")),
        }
        return {"source_id": item["slug"], "url": item["url"], **stated(known)}
