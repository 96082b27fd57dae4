"""Pages that need a browser: fetched by scrapy-playwright in JOBSPIDER_CHROMIUM; everything else as ever."""

import os
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as BrowserError
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import TimeoutError as BrowserTimeoutError
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from jobspider.config import config
from jobspider.download import DownloadHandler
from jobspider.errors import ConfigError
from jobspider.policy import refusal

UNREAD = frozenset({"image", "font", "media", "texttrack", "manifest", "ping", "beacon", "cspviolationreport"})
"""Kinds of resources that no posting is in: not asked for, to spare the site. (A site's icon is the browser's own
request, which can't be held back.)"""
OURS = frozenset({"playwright_page_methods", "playwright_security_details", "playwright_context"})
"""What the library notes in a request's meta; a request that is tried again goes without, as it came."""


def browser_settings(timeout: float, concurrency: int) -> dict[str, Any]:
    """Scrapy settings of a spider whose pages need a browser; `timeout` in seconds. Raises ConfigError without one."""
    if config().public_only:
        raise ConfigError(
            "This spider's pages need a browser, which connects wherever their scripts say; JOBSPIDER_PUBLIC_ONLY "
            "forbids that: crawl it on a node where JOBSPIDER_PUBLIC_ONLY=false, in a network of its own"
        )
    browser = config().chromium
    if not os.access(browser, os.X_OK) or browser.is_dir():
        raise ConfigError(
            f"JOBSPIDER_CHROMIUM is {browser}, and there is no such program: install a browser "
            "(Debian and Ubuntu: apt-get install chromium), or set JOBSPIDER_CHROMIUM to the path of one"
        )
    handler = "jobspider.download_browser.BrowserDownloadHandler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": str(browser),
            # Chromium's sandbox can't be had as root; for everybody else it stays between a page and this machine.
            "chromium_sandbox": os.geteuid() != 0,
            "args": ["--disable-extensions", "--disable-background-networking", "--no-first-run"],
            # Signals are Scrapy's: it closes the browser itself when it has given back what was under way.
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": min(concurrency, 4),
        "PLAYWRIGHT_ABORT_REQUEST": "jobspider.download_browser.is_unread",
    }


def is_unread(request: BrowserRequest) -> bool:
    """Whether a page's own request is left out: what no posting is in, frames of other hosts, sites that the policy
    refuses."""
    permitted = {name.strip() for name in config().permitted_sites.split(",")} - {""}
    if request.resource_type in UNREAD or refusal(request.url, permitted):
        return True
    if not request.is_navigation_request():
        return False
    frame = request.frame
    return frame.parent_frame is not None and _host(request.url) != _host(frame.page.url)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


class BrowserDownloadHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it publishes no types
    """Requests with `playwright` in their meta go through the browser; robots.txt and others don't."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.plain = DownloadHandler(crawler)
        self.user_agent: str = crawler.settings["USER_AGENT"]
        self.crawler = crawler

    async def download_request(self, request: Request) -> Response:
        """The page as it is when its scripts have run; failures are those that Scrapy, or the frontier, tries again."""
        if not request.meta.get("playwright"):
            return await self.plain.download_request(request)
        wait_for: str = getattr(self.crawler.spider, "wait_for", "")
        timeout = request.meta.get("download_timeout", self.crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        if wait_for:
            ready = PageMethod("wait_for_selector", wait_for, state="attached", timeout=timeout * 1000)
            request.meta["playwright_page_methods"] = [ready]
        try:
            response: Response = await self._download_request(request)
        except BrowserTimeoutError as error:
            raise DownloadTimeoutError(f"{request.url} was not ready in {timeout:.0f} s: {_brief(error)}") from None
        except BrowserError as error:
            raise _failure(request, error) from None
        finally:
            for name in OURS & request.meta.keys():
                del request.meta[name]
        return response

    async def _create_browser_context(self, name: str, context_kwargs: Any, spider: Any = None) -> Any:
        """Every page says who we are, also in what its scripts ask for; nothing is downloaded to disk."""
        ours = {"user_agent": self.user_agent, "accept_downloads": False, "service_workers": "block"}
        return await super()._create_browser_context(name, {**(context_kwargs or {}), **ours}, spider)

    async def close(self) -> None:
        """Ends the browser, and our own connections."""
        try:
            await super().close()
        finally:
            await self.plain.close()


def _failure(request: Request, error: BrowserError) -> Exception:
    kind = CannotResolveHostError if "ERR_NAME_NOT_RESOLVED" in error.message else DownloadFailedError
    return kind(f"the browser could not load {request.url}: {_brief(error)}")


def _brief(error: BrowserError) -> str:
    """The first line; what follows is the browser's own log."""
    return error.message.partition("\n")[0][:300]
