"""The spider that the crawl benchmark runs: job pages with one posting and ten links each."""

from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from jobspider.boards.json_ld import JsonLdSpider


class TreeSpider(JsonLdSpider):
    """Walks the sample board's tree; the peers run the same class with stock settings."""

    name = "tree"
    start_urls = ["http://127.0.0.1/tree/0"]
    job_links = "ul a"

    def parse_job(self, response: Response) -> Iterator[Any]:
        """A page of the tree is a job page and a list at once."""
        return self.parse(response)
