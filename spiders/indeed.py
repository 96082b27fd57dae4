"""Indeed UK: full-time data-science jobs in London of the last days."""

from jobspider.boards.indeed import IndeedBoard


class IndeedSpider(IndeedBoard):
    """`scrapy crawl indeed`; each value below is an argument (`-a query=…`), `base_url` and `run` are two more."""

    name = "indeed"
    country = "GB"
    query = "data science"
    location = "London"
    job_type = "fulltime"
    # A daily run looks back three days: one missed day, or a weekend, loses nothing.
    days = 3
    pages = 10
