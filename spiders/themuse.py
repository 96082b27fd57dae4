"""The Muse: data and analytics jobs in London, through its open API."""

from jobspider.boards.themuse import TheMuseBoard


class TheMuseSpider(TheMuseBoard):
    """`scrapy crawl themuse`; each value below is an argument. 500 requests an hour are allowed without a key."""

    name = "themuse"
    allowed_domains = ["www.themuse.com"]
    attribution = "Link to the posting on The Muse and name The Muse as the source."
    terms_url = "https://www.themuse.com/developers/api/v2/terms"
    query = "Data and Analytics"
    location = "London, United Kingdom"
    pages = 10
