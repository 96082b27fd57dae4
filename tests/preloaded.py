"""All of the project's modules but those that read the settings when they are imported."""

from importlib import import_module
from pkgutil import walk_packages

import jobspider
import pipelines
import spiders
from jobspider.config import config

READ_SETTINGS = frozenset({"jobspider.settings"})

for package in (jobspider, pipelines, spiders):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if module.name not in READ_SETTINGS:
            import_module(module.name)
for name in ("scrapy.cmdline", "scrapy.shell", "scrapy.pqueues", "scrapy.squeues", "tldextract", "uvloop"):
    import_module(name)

if config.cache_info().currsize:
    raise RuntimeError("a module reads the settings when it is imported: commands would get somebody else's")
