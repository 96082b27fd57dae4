"""Scrapy settings: only what differs from Scrapy's defaults; what an operator sets comes from Config."""

import sys
from importlib.metadata import version

from jobspider.config import config
from jobspider.errors import ConfigError

try:
    _config = config()
except ConfigError as error:
    print(f"jobspider: {error}", file=sys.stderr)  # noqa: T201  there is no log yet
    raise SystemExit(2) from None

BOT_NAME = "jobspider"
SPIDER_MODULES = ["spiders", "jobspider.tasks.spider"]  # one of ours: it crawls what POST /tasks is given
NEWSPIDER_MODULE = "spiders"
SPIDER_LOADER_CLASS = "jobspider.spider_loader.SpiderLoader"
COMMANDS_MODULE = "jobspider.commands"

# Politeness: we say who we are, obey robots.txt, and ask one thing at a time.
USER_AGENT = f"jobspider/{version('jobspider')}" + (f" (+{_config.contact})" if _config.contact else "")
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "jobspider"
DOWNLOAD_DELAY = _config.download_delay
DOWNLOAD_DELAY_JITTER = 0  # a delay is a promise: Scrapy would go down to half of it
CONCURRENT_REQUESTS = _config.concurrency
CONCURRENT_REQUESTS_PER_DOMAIN = _config.concurrency_per_host
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
# A site that answers slowly is asked more seldom. Scrapy would begin with 5 s; without a delay nothing is lengthened.
AUTOTHROTTLE_ENABLED = _config.autothrottle and _config.download_delay > 0
AUTOTHROTTLE_START_DELAY = _config.download_delay
AUTOTHROTTLE_MAX_DELAY = 60  # at least; a longer DOWNLOAD_DELAY is kept (boards/board.py)
CIRCUIT_FAILURES = _config.circuit_failures
CIRCUIT_PAUSE_SECONDS = _config.circuit_pause_seconds
CIRCUIT_ROUNDS = _config.circuit_rounds
HTTPCACHE_ENABLED = _config.conditional_requests
HTTPCACHE_POLICY = "jobspider.middlewares.conditional.ListDocumentPolicy"
HTTPCACHE_STORAGE = "jobspider.middlewares.documents.DocumentStorage"
HTTPCACHE_EXPIRATION_SECS = 7 * 24 * 3600
COOKIES_ENABLED = False  # search pages need none, and a session would tie a run to one node

# Speed: uvloop with Scrapy's aiohttp handler gave 1.33 times the pages a second of the defaults.
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop"
STATS_CLASS = "jobspider.stats.StatsCollector"
DOWNLOAD_HANDLERS = {
    "http": "jobspider.download.DownloadHandler",
    "https": "jobspider.download.DownloadHandler",
    "ftp": None,
    "s3": None,
}
# The door to our own networks: see jobspider.guard. A proxy would connect in our place, and a file is none of a site's.
PUBLIC_ONLY = _config.public_only
HOST_RESOLVER = "aiohttp.ThreadedResolver"
HTTPPROXY_ENABLED = not PUBLIC_ONLY
if PUBLIC_ONLY:
    DOWNLOAD_HANDLERS["file"] = None
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60

# Doors that Scrapy opens by default: both run any Python that reaches their port.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

LOG_LEVEL = _config.log_level
LOG_FORMATTER = "jobspider.log_format.BriefLogFormatter"
LOGSTATS_INTERVAL = 0  # the progress extension tells more

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    # Nearest to the engine: it sees what became of a request in the end, after all retries.
    "jobspider.middlewares.listing.ListingDownloaderMiddleware": 0,
    "jobspider.middlewares.policy.PolicyMiddleware": 40,
    "jobspider.middlewares.public.PublicMiddleware": 45,
    "jobspider.middlewares.contact.ContactMiddleware": 50,
    "jobspider.middlewares.robots.RobotsMiddleware": 100,
    # All see an answer before RetryMiddleware (550) repeats its request, and unpacked (HttpCompression is 590).
    "jobspider.middlewares.challenge.ChallengeMiddleware": 570,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "jobspider.middlewares.compression.CompressionMiddleware": 590,
    # Behind what counts and unpacks bytes: 304 costs what it weighs, and documents are kept unpacked.
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
    "jobspider.middlewares.conditional.ConditionalMiddleware": 580,
    "jobspider.middlewares.budget.BudgetMiddleware": 595,
    "jobspider.middlewares.circuit.CircuitMiddleware": 565,
    "jobspider.middlewares.retry_after.RetryAfterMiddleware": 560,
}
SPIDER_MIDDLEWARES = {
    "jobspider.middlewares.listing.ListingSpiderMiddleware": 890,
    "jobspider.middlewares.job_pages.JobPagesMiddleware": 900,
    "jobspider.middlewares.company_pages.CompanyPagesMiddleware": 910,  # before what a job page says is noted
    "jobspider.middlewares.due.DueMiddleware": 960,
    "jobspider.middlewares.page.PageMiddleware": 950,  # nearest the callback: HttpError (50) keeps 404s from it
}
EXTENSIONS = {
    "jobspider.extensions.listings.Listings": 5,  # says what the lists have shown before the record is closed
    "jobspider.extensions.run_record.RunRecord": 10,
    "jobspider.extensions.progress.Progress": 20,
}
ITEM_PIPELINES = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.enrich.EnrichPipeline": 200,
    "pipelines.store.StorePipeline": 300,
}

if _config.redis_url:
    # One frontier for all processes; a request that fails goes back to it, so nobody retries in between.
    SCHEDULER = "jobspider.frontier.scheduler.Scheduler"
    RETRY_ENABLED = False
    DOWNLOADER_MIDDLEWARES["jobspider.middlewares.lease.LeaseDownloaderMiddleware"] = 1
    SPIDER_MIDDLEWARES["jobspider.middlewares.lease.LeaseSpiderMiddleware"] = 1
