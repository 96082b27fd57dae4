"""Adzuna: data-science jobs in London, through Adzuna's API."""

from jobspider.boards.adzuna import AdzunaBoard


class AdzunaSpider(AdzunaBoard):
    """`scrapy crawl adzuna`; each value below is an argument. Needs JOBSPIDER_ADZUNA_APP_ID and …_APP_KEY."""

    name = "adzuna"
    allowed_domains = ["api.adzuna.com"]
    attribution = 'Label each posting "Jobs by Adzuna", with Adzuna\'s logo and a link to Adzuna.'
    terms_url = "https://developer.adzuna.com/docs/terms_of_service"
    market = "gb"
    query = "data science"
    location = "London"
    job_type = "fulltime"
    days = 3
    # 25 requests a minute and 250 a day are allowed.
    pages = 10
