"""Employers whose jobs are on Workable: `scrapy crawl workable -a employers=acme,example`."""

from jobspider.boards.workable import WorkableBoard


class WorkableSpider(WorkableBoard):
    """`employers`: the names of their accounts, as in apply.workable.com/NAME."""

    name = "workable"
    allowed_domains = ["apply.workable.com"]
    attribution = "Jobs of each employer's own Workable career page; link to the posting there."
    terms_url = "https://www.workable.com/terms"
