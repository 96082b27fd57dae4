"""Employers whose careers sites are Recruitee's: `scrapy crawl recruitee -a employers=acme,example`."""

from jobspider.boards.recruitee import RecruiteeBoard


class RecruiteeSpider(RecruiteeBoard):
    """`employers`: the names of their sites, as in NAME.recruitee.com, or the site's own host."""

    name = "recruitee"
    attribution = "Jobs of each employer's own careers site; link to the posting there."
    terms_url = "https://docs.recruitee.com/reference/intro-to-careers-site-api"
