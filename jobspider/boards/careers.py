"""CareersBoard: any careers site that is named as an argument, through its sitemap, its lists or its job pages."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse

from jobspider.boards.addresses import hosts_of
from jobspider.boards.arguments import number
from jobspider.boards.platforms import platform_of
from jobspider.boards.sitemap import SitemapBoard
from jobspider.errors import ConfigError

USAGE = "name a site with -a sitemap=URL (its robots.txt will do), -a url=URL,URL… or -a file=FILE with a URL a line"


class CareersBoard(SitemapBoard):
    """As SitemapBoard, with all that a spider file says as arguments; `source_id` has the host in front."""

    covers_many_hosts: ClassVar[bool] = True
    # Each address is a list by itself, in whatever company it is named.
    not_of_scope = SitemapBoard.not_of_scope | {"sitemap", "url", "file", "company_page"}

    def __init__(  # noqa: PLR0913  # each is an argument of `scrapy crawl`
        self,
        name: str | None = None,
        *,
        sitemap: str = "",
        url: str = "",
        file: str = "",
        include: str | None = None,
        exclude: str | None = None,
        job_links: str | None = None,
        next_page: str | None = None,
        company_page: str | None = None,
        most_pages: str | int | None = None,
        **arguments: Any,
    ) -> None:
        """`sitemap`: sitemaps or robots.txt; `url`: job pages or lists of jobs; `file`: any of these, one a line.

        `job_links`, `next_page`: selectors of the links on lists, `company_page` of the employer's on a job page;
        `include`, `exclude`: patterns of addresses.
        """
        given = {"include": include, "exclude": exclude, "job_links": job_links, "next_page": next_page}
        given["company_page"] = company_page
        for attribute, value in given.items():
            if value is not None:
                setattr(self, attribute, value)
        listed = [*addresses("url", url.split(",")), *addresses("file", lines(file) if file else [])]
        self.sitemaps = [*addresses("sitemap", sitemap.split(",")), *(each for each in listed if is_sitemap(each))]
        self.start_urls = [each for each in listed if not is_sitemap(each)]
        super().__init__(name, **arguments)
        self.most_pages = self.most_pages if most_pages is None else number("most_pages", most_pages, least=1)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises ConfigError when nothing says which site a crawl is about."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if not spider.start_urls and not spider.sitemaps and cls.start is CareersBoard.start:
            raise ConfigError(f"{cls.name} reads any careers site: {USAGE}.")
        return spider

    @property
    def hosts(self) -> list[str]:
        """The hosts that the arguments name."""
        return hosts_of([*self.start_urls, *self.sitemaps])

    async def start(self) -> AsyncIterator[Any]:
        """The sitemaps, then the pages. A page that somebody names may show part of a list, so it closes nothing."""
        for url in self.sitemaps:
            yield self.request(url, self.parse_sitemap, url)
        for url in self.start_urls:
            yield self.request(url, self.parse, url, cb_kwargs={"first": True})
        for url in self.sitemaps:
            self.followed(url)

    def advice(self, response: Response) -> str:
        """Which of the other spiders reads the platform that the page leads to."""
        platform = platform_of(response.text) if isinstance(response, TextResponse) else None
        if platform is None:
            return ""
        self.count(f"careers/leads_to/{platform.spider}")
        return f"It leads to {platform.spider}, where {platform.command} finds the postings."


def addresses(argument: str, values: list[str]) -> list[str]:
    """The values without white space, each once. Raises ConfigError for one that is no full http(s) URL."""
    found = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    for each in found:
        try:
            parts = urlsplit(each)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            valid = False
        if not valid:
            # What stands in a file is not repeated: it may be another file than was meant, and hold a secret.
            said = "a line" if argument == "file" else repr(each)
            raise ConfigError(f"The argument {argument} names {said}, which is no http(s) URL: {USAGE}.")
    return found


def lines(name: str) -> list[str]:
    """The lines of a file; a line's ` #` begins a comment. Raises ConfigError for a file that can't be read."""
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The argument file names {name}, which can't be read: {error}.") from None
    return ["" if line.lstrip().startswith("#") else line.partition(" #")[0] for line in text.splitlines()]


def is_sitemap(url: str) -> bool:
    """Whether an address is that of a sitemap, or of robots.txt, and not of a page."""
    path = urlsplit(url).path.lower()
    return path.endswith((".xml", ".xml.gz", "/robots.txt")) or "sitemap" in path.rpartition("/")[2]
