"""From how a request failed, or what it was answered, to how its URL ended."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from jobspider.errors import HostDownError
from jobspider.task import Ending, UrlOutcome
from jobspider.tasks.ended import UrlEndedError

FAILURES: dict[type[Exception], Ending] = {
    DownloadTimeoutError: Ending(UrlOutcome.TIMEOUT, "the page did not arrive in time"),
    TimeoutError: Ending(UrlOutcome.TIMEOUT, "the page did not arrive in time"),
    CannotResolveHostError: Ending(UrlOutcome.UNREACHABLE, "the host's name has no address"),
    DownloadConnectionRefusedError: Ending(UrlOutcome.UNREACHABLE, "no connection to the host could be made"),
    HostDownError: Ending(UrlOutcome.UNREACHABLE, "the host has not answered other requests of this task for long"),
    DownloadFailedError: Ending(UrlOutcome.UNREACHABLE, "the host broke the connection or does not speak HTTP"),
}
IGNORED = (
    (
        "Forbidden by robots.txt",
        UrlOutcome.BLOCKED_BY_ROBOTS,
        "the site's robots.txt forbids this page, or wants a longer delay than we keep",
    ),
    ("DOWNLOAD_MAXSIZE", UrlOutcome.TOO_LARGE, "the page is too large when it is unpacked"),
    ("max redirections", UrlOutcome.FAILED, "the page redirects again and again"),
)
"""What Scrapy's own middlewares say when they drop a request."""


def of_failure(error: BaseException) -> Ending:
    """How a URL ended whose page could not be had."""
    if isinstance(error, UrlEndedError):
        return error.ending
    if isinstance(error, IgnoreRequest):
        return next(
            (Ending(outcome, detail) for said, outcome, detail in IGNORED if said in str(error)),
            Ending(UrlOutcome.FAILED, "the page was not fetched"),
        )
    return next(
        (ending for kind, ending in FAILURES.items() if isinstance(error, kind)),
        Ending(UrlOutcome.FAILED, f"the page could not be fetched ({type(error).__name__})"),
    )


def of_status(response: Response) -> Ending | None:
    """How a URL ended whose answer is no page; None for a page."""
    status = response.status
    if status in (404, 410):
        return Ending(UrlOutcome.NOT_FOUND, f"the site answered {status}: there is no such page")
    if 300 <= status < 400:
        return Ending(UrlOutcome.REFUSED, "the page redirects to an address that is not fetched")
    return None if 200 <= status < 300 else Ending(UrlOutcome.FAILED, f"the site answered {status}")
