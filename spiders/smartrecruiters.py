"""Employers whose jobs are on SmartRecruiters: `scrapy crawl smartrecruiters -a employers=acme,example`."""

from jobspider.boards.smartrecruiters import SmartRecruitersBoard


class SmartRecruitersSpider(SmartRecruitersBoard):
    """`employers`: their identifiers, as in jobs.smartrecruiters.com/NAME. A posting costs one request."""

    name = "smartrecruiters"
    allowed_domains = ["api.smartrecruiters.com"]
    attribution = "Jobs of each employer's own SmartRecruiters career page; link to the posting there."
    terms_url = "https://developers.smartrecruiters.com/docs/posting-api"
