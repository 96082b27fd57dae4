"""What is raised where a URL has come to its end before its page was read."""

from scrapy.exceptions import IgnoreRequest

from jobspider.task import Ending, UrlOutcome


class StoppedError(IgnoreRequest):
    """The crawl is being closed; the URL keeps its state."""


class UrlEndedError(IgnoreRequest):
    """Nothing more is tried for this request."""

    def __init__(self, outcome: UrlOutcome, detail: str) -> None:
        super().__init__(detail)
        self.ending = Ending(outcome, detail)
