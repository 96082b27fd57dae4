"""Any careers site whose job pages describe their jobs as schema.org/JobPosting."""

from jobspider.boards.careers import CareersBoard


class CareersSpider(CareersBoard):
    """`scrapy crawl careers -a sitemap=https://careers.example.com/robots.txt -a include=/jobs/`, or `-a url=URL,URL…`
    for lists or job pages, or `-a file=FILE` with one of either a line."""

    name = "careers"
