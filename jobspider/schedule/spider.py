"""Whether a schedule's spider exists and takes its arguments: better asked when it is written than when it fires."""

from scrapy.settings import Settings

from jobspider.errors import ConfigError
from jobspider.records import Schedule
from jobspider.spider_loader import SpiderLoader

MODULES = ["spiders"]


def check_spider(schedule: Schedule) -> None:
    """A ConfigError names the spider, or the argument that it refuses and what it knows."""
    loader = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": MODULES}))
    if schedule.spider not in loader.list():
        raise ConfigError(f"There is no spider {schedule.spider}; there are {', '.join(sorted(loader.list()))}.")
    loader.load(schedule.spider)(**schedule.arguments)
