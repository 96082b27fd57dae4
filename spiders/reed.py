"""Reed: data-science jobs in London, through Reed's API."""

from jobspider.boards.reed import ReedBoard


class ReedSpider(ReedBoard):
    """`scrapy crawl reed`; each value below is an argument (`-a query=…`). Needs JOBSPIDER_REED_API_KEY.

    Reed's robots.txt forbids /api/ to every program; its API is for those to whom it has given a key, and that key is
    the permission (jobspider/policy.py).
    """

    name = "reed"
    country = "GB"
    allowed_domains = ["www.reed.co.uk"]
    attribution = "Jobs by Reed.co.uk; link to the posting there."
    terms_url = "https://www.reed.co.uk/developers/jobseeker"
    query = "data science"
    location = "London"
    job_type = "fulltime"
    pages = 10
