"""`scrapy genspider`: a new site's spider file from the template of the board that it stands on."""

import argparse
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from jobspider.commands import _template
from jobspider.commands._say import say
from jobspider.errors import ConfigError, JobspiderError
from jobspider.page_command import WRONG_USAGE
from jobspider.permission import permitted_sites
from jobspider.policy import refusal


class Command(ScrapyCommand):
    """Writes spiders/NAME.py; what is there already is never overwritten."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """As `scrapy genspider -h` shows it."""
        return "[-t BOARD] NAME URL"

    def short_desc(self) -> str:
        """As `scrapy` lists it."""
        return "Make the spider file of a new site, from the template of a board"

    def add_options(self, parser: ArgumentParser) -> None:
        """-t and --list."""
        super().add_options(parser)
        described = f"the board that reads the site's pages; {_template.DEFAULT} unless it is said"
        parser.add_argument("-t", "--template", metavar="BOARD", default=_template.DEFAULT, help=described)
        parser.add_argument("-l", "--list", action="store_true", help="list the boards")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Writes the file, or lists what there is; a mistake is told in a sentence, with exit code 2.

        Raises UsageError where arguments are missing.
        """
        if opts.list:
            print("\n".join(f"{name:16} {use}" for name, use in _template.uses().items()))  # noqa: T201
            return
        if len(args) != 2:
            raise UsageError("name a spider and a URL, as in: scrapy genspider acme https://acme.example/jobs")
        try:
            name, url = args
            file = self.write(name, url, opts.template)
        except JobspiderError as error:
            say(f"jobspider: {error}")
            self.exitcode = WRONG_USAGE
            return
        say(f"wrote {file}: look through it, then try it on a page: scrapy page --spider {name} FILE_OR_URL")

    def write(self, name: str, url: str, board: str) -> Path:
        """Writes the spider's file; raises ConfigError for a name, URL or board that can't be or is taken, and for a
        site that the policy holds back."""
        url = _template.checked_url(url)
        text = _template.rendered(board, _template.checked_name(name), url)
        if refused := refusal(url, permitted_sites()):
            raise ConfigError(refused)
        assert self.settings is not None
        if name in get_spider_loader(self.settings).list():
            raise ConfigError(f"there is a spider {name} already (scrapy list): choose another name")
        file = self.folder() / f"{name}.py"
        try:
            with file.open("x", encoding="utf-8") as new:
                new.write(text)
        except FileExistsError:
            raise ConfigError(f"{file} exists and is left as it is: choose another name, or remove it") from None
        except OSError as error:
            raise ConfigError(f"{file} can't be written: {error.strerror}") from None
        return shown(file)

    def folder(self) -> Path:
        """Where new spiders belong."""
        assert self.settings is not None
        return Path(next(iter(import_module(self.settings["NEWSPIDER_MODULE"]).__path__)))


def shown(file: Path) -> Path:
    """The file as a person would write it from the working directory."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
