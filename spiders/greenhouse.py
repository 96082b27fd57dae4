"""Employers whose jobs are on Greenhouse: `scrapy crawl greenhouse -a employers=acme,example`."""

from jobspider.boards.greenhouse import GreenhouseBoard


class GreenhouseSpider(GreenhouseBoard):
    """`employers`: the names of their boards, as in job-boards.greenhouse.io/NAME."""

    name = "greenhouse"
    allowed_domains = ["boards-api.greenhouse.io"]
    attribution = "Jobs of each employer's own Greenhouse job board; link to the posting there."
    terms_url = "https://developers.greenhouse.io/job-board.html"
