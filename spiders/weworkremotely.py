"""We Work Remotely: remote jobs, through its public feeds."""

from scrapy.http import Response

from jobspider.boards.category_feed import CategoryFeedBoard
from jobspider.boards.raw import Raw


class WeWorkRemotelySpider(CategoryFeedBoard):
    """`scrapy crawl weworkremotely`: the newest of all jobs; `-a category=remote-programming-jobs`: of one category."""

    name = "weworkremotely"
    start_urls = ["https://weworkremotely.com/remote-jobs.rss"]
    category_url = "https://weworkremotely.com/categories/{category}.rss"
    attribution = (
        "Name We Work Remotely as the source and let people apply through the posting there; "
        "not for a service that advertises jobs or searches them."
    )
    terms_url = "https://weworkremotely.com/api-terms-and-guidelines"
    fields = {"country": "", "region": ""}

    def refine(self, raw: Raw, response: Response) -> None:  # noqa: ARG002  # an entry says all
        """The title is `Company: Job title`; every job is remote, and the region says for whom."""
        company, colon, title = raw["title"].partition(": ")
        raw |= {"company": company, "title": title} if colon else {}
        raw["work_mode"] = "remote"
