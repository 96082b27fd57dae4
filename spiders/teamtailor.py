"""Employers whose career sites are Teamtailor's: `scrapy crawl teamtailor -a employers=acme,careers.example.com`."""

from jobspider.boards.teamtailor import TeamtailorBoard


class TeamtailorSpider(TeamtailorBoard):
    """`employers`: the names of their sites, as in NAME.teamtailor.com, or the site's own host."""

    name = "teamtailor"
    attribution = "Jobs of each employer's own career site; link to the posting there."
    terms_url = "https://www.teamtailor.com/legal/terms-of-service/"
