"""Remote OK: remote jobs, through its open API."""

from scrapy.exceptions import DropItem

from jobspider.boards.api_values import declared_pay
from jobspider.boards.json_api import Answer, Item, JsonApiBoard
from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import text


class RemoteOkSpider(JsonApiBoard):
    """`scrapy crawl remoteok`: the newest hundred jobs in one answer; the API can't be searched."""

    name = "remoteok"
    windowed = True  # the newest hundred
    start_urls = ["https://remoteok.com/api"]
    attribution = "Link back to the posting on Remote OK (with follow) and name Remote OK as the source; no logo."
    terms_url = "https://remoteok.com/api"

    def row(self, item: Item, answer: Answer) -> Raw:  # noqa: ARG002  # a row says all
        """A job; pay is for a year in US dollars, 0 where it is not said."""
        if "legal" in item:
            raise DropItem("the first row is the API's terms")
        known = {
            "apply_url": text(item.get("apply_url")) if item.get("apply_url") != item["url"] else None,
            "title": text(item.get("position")),
            "company": text(item.get("company")),
            "location_raw": text(item.get("location")),
            "work_mode": "remote",
            "date_posted": text(item.get("date")) or item.get("epoch"),
            **description(item.get("description")),
            **declared_pay(item.get("salary_min"), item.get("salary_max"), "USD", "YEAR"),
        }
        return {"source_id": item["id"], "url": item["url"], **stated(known)}
