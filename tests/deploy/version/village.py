"""The sample board's career site: many lists, many job pages."""

from jobspider.boards.json_ld import JsonLdSpider


class VillageSpider(JsonLdSpider):
    """Crawled wherever `base_url` says."""

    name = "village"
    start_urls = ["https://village.example/careers"]  # noqa: RUF012  Scrapy's own way
    job_links = "a.job"
    next_page = "a[rel=next]"
