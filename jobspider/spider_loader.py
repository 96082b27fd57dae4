"""The project's spiders, each file on its own: one that cannot be loaded is named, and the others work."""

import logging
from importlib import import_module
from pkgutil import iter_modules
from traceback import extract_tb

from scrapy import spiderloader

logger = logging.getLogger(__name__)


class SpiderLoader(spiderloader.SpiderLoader):
    """Scrapy's, which would end every command with the traceback of the first file that has a mistake."""

    def _load_all_spiders(self) -> None:
        for package in self.spider_modules:
            self._load_file(package)
        self._check_name_duplicates()

    def _load_file(self, name: str) -> None:
        """Loads a module, and all below it where it is a package; logs what is wrong with it."""
        try:
            module = import_module(name)
        except Exception as error:
            logger.error("%s is left out until it is mended: %s", place(error, name), error_text(error))
            return
        self._load_spiders(module)
        for found in iter_modules(getattr(module, "__path__", ()), f"{name}."):
            self._load_file(found.name)


def place(error: Exception, module: str) -> str:
    """File and line of a mistake: where it was made, or the last line of the spider's own file that led to it."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}, line {error.lineno},"
    own = [frame for frame in extract_tb(error.__traceback__) if in_module(frame.filename, module)]
    return f"{own[-1].filename}, line {own[-1].lineno}," if own else f"the module {module}"


def in_module(filename: str, module: str) -> bool:
    """Whether a file is the one of a module."""
    path = module.replace(".", "/")
    return filename.endswith((f"/{path}.py", f"/{path}/__init__.py"))


def error_text(error: Exception) -> str:
    """The error's kind and text, without the place that a SyntaxError repeats."""
    return f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
