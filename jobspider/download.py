"""How pages are fetched."""

from scrapy.core.downloader.handlers._aiohttp import AiohttpDownloadHandler


class DownloadHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler. Scrapy calls it experimental in a warning at each start; our tests and benchmarks run
    on it, and `http11` is one setting away."""

    experimental = False
