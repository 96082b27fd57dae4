"""Employers whose jobs are on Ashby: `scrapy crawl ashby -a employers=acme,example`."""

from jobspider.boards.ashby import AshbyBoard


class AshbySpider(AshbyBoard):
    """`employers`: the names of their job boards, as in jobs.ashbyhq.com/NAME."""

    name = "ashby"
    allowed_domains = ["api.ashbyhq.com"]
    attribution = "Jobs of each employer's own Ashby job board; link to the posting there."
    terms_url = "https://developers.ashbyhq.com/docs/public-job-posting-api"
