"""How a task's crawl differs from others: it goes where strangers send it, over a list of many sites."""

from typing import Any

from scrapy.settings import BaseSettings

from jobspider.config import config

MOST_BYTES = 5 * 1024 * 1024
MOST_MEMORY_MB = 2048
"""Of one process; one that takes more closes, and another goes on with what is left."""
HANDLER = "jobspider.tasks.download.GuardedDownloadHandler"
REPLACED = (
    "jobspider.middlewares.public.PublicMiddleware",
    "jobspider.middlewares.contact.ContactMiddleware",
    "jobspider.middlewares.robots.RobotsMiddleware",
    "jobspider.middlewares.challenge.ChallengeMiddleware",
    "jobspider.middlewares.retry_after.RetryAfterMiddleware",
)
"""Middlewares that end the whole run for one host's sake, or don't say enough of it."""
ADDED = {
    "jobspider.tasks.guard.GuardMiddleware": 30,
    "jobspider.tasks.robots.TaskRobotsMiddleware": 100,
    "jobspider.tasks.answers.AnswerMiddleware": 570,
}


def apply(settings: BaseSettings) -> None:
    """Changes a crawl's settings to those of a task."""
    middlewares = dict(settings.getdict("DOWNLOADER_MIDDLEWARES"))
    middlewares |= dict.fromkeys(REPLACED) | ADDED
    ours: dict[str, Any] = {
        "DOWNLOADER_MIDDLEWARES": middlewares,
        "DOWNLOAD_HANDLERS": {
            "http": HANDLER,
            "https": HANDLER,
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOAD_MAXSIZE": MOST_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "MEMUSAGE_LIMIT_MB": MOST_MEMORY_MB,
        "DOWNLOAD_TIMEOUT": config().task_timeout_seconds,
        "PUBLIC_ONLY": True,
        "HTTPPROXY_ENABLED": False,
        "HTTPCACHE_ENABLED": False,  # what one client asked for is not kept for the next
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_TIMES": 1,
        "FRONTIER_MAX_ATTEMPTS": 2,
        "REQUEST_FINGERPRINTER_CLASS": "jobspider.tasks.identity.TaskRequestFingerprinter",
    }
    for name, value in ours.items():
        settings.set(name, value, priority="spider")
