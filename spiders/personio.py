"""Employers whose job sites are Personio's: `scrapy crawl personio -a employers=acme,example.jobs.personio.com`."""

from jobspider.boards.personio import PersonioBoard


class PersonioSpider(PersonioBoard):
    """`employers`: the names of their sites, as in NAME.jobs.personio.de, or the whole host for another domain."""

    name = "personio"
    attribution = "Jobs of each employer's own Personio job site; link to the posting there."
    terms_url = "https://developer.personio.de/docs/retrieving-open-job-positions"
