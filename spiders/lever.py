"""Employers whose jobs are on Lever: `scrapy crawl lever -a employers=acme,example`."""

from jobspider.boards.lever import LeverBoard


class LeverSpider(LeverBoard):
    """`employers`: the names of their job sites, as in jobs.lever.co/NAME."""

    name = "lever"
    allowed_domains = ["api.lever.co"]
    attribution = "Jobs of each employer's own Lever job site; link to the posting there."
    terms_url = "https://github.com/lever/postings-api"
