"""Platforms with one list an employer: the employers come as an argument, so a thousand need no thousand files."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import add_or_replace_parameter

from jobspider.boards.board import Board
from jobspider.errors import ConfigError

# As platforms write employers in addresses: `acme`, `Acme-UK`, and a host of its own, `careers.acme.com`.
EMPLOYER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9])?")


def employers_of(argument: str) -> list[str]:
    """Employers from `a,b,c`, or from `@file` with one or more a line; a line's `#` begins a comment.

    Each once, in their order. Raises ConfigError for a file that can't be read and for what can't be an employer.
    """
    text = argument.strip()
    if text.startswith("@"):
        text = ",".join(line.partition("#")[0] for line in _lines(Path(text[1:].strip())))
    found = list(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))
    for name in found:
        if not EMPLOYER.fullmatch(name):
            # What stands in a file is not repeated: it may be another file than was meant, and hold a secret.
            said = "what a line of its file says" if argument.strip().startswith("@") else repr(name)
            raise ConfigError(
                f"The argument employers names {said}: an employer is written as in the address of its job board, "
                "in letters, digits, dots, hyphens and underscores."
            )
    return found


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The argument employers names the file {file}, which can't be read: {error}.") from None


def host(employer: str, domain: str) -> str:
    """The employer's host: below the platform's domain, or its own where it is given as one (`careers.acme.com`)."""
    return employer if "." in employer else f"{employer}.{domain}"


class EmployersBoard(Board):
    """Asks once for the list of each employer."""

    employers: str = ""
    """Employers of a spider that has some of its own; `-a employers=…` replaces them."""

    def __init__(self, name: str | None = None, *, employers: str | None = None, **arguments: Any) -> None:
        """`employers`: as they stand in the addresses of their job boards, `a,b,c` or `@file`."""
        super().__init__(name, **arguments)
        self.employer_list = employers_of(self.employers if employers is None else employers)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises ConfigError when nothing says which employers a crawl is about."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        # Who brings requests of their own (`scrapy page URL`) needs no list.
        if not (spider.employer_list or spider.due) and cls.start is EmployersBoard.start:
            raise ConfigError(
                f"{cls.name} asks for the jobs of one employer after the other: name them with -a employers=a,b,c "
                f"or -a employers=@file, as they stand in {cls.address_of_employer(spider, 'EMPLOYER')}."
            )
        return spider

    def address_of_employer(self, employer: str) -> str:
        """The address of an employer's list."""
        raise NotImplementedError(f"{type(self).__name__} has to define address_of_employer().")

    async def start(self) -> AsyncIterator[Any]:
        """One request an employer."""
        for employer in self.employer_list:
            yield self.request(self._apart(employer), self.parse, employer, cb_kwargs={"employer": employer})

    def _apart(self, employer: str) -> str:
        """The list's address; where only the host tells employers apart and `base_url` replaces it, the query does."""
        url = self.address_of_employer(employer)
        shared = (
            self.base_url and len(self.employer_list) > 1 and employer not in url.partition("//")[2].partition("/")[2]
        )
        return add_or_replace_parameter(url, "employer", employer) if shared else url

    def employer_of(self, response: Response) -> str | None:
        """Whose list a response is: of whom it was asked for, else whom its address names, else of the only one."""
        address = re.escape(self.address_of_employer("EMPLOYER").partition("?")[0])
        named = re.match(address.replace("EMPLOYER", f"({EMPLOYER.pattern})"), response.url)
        only = self.employer_list[0] if len(self.employer_list) == 1 else None
        asked = response.request.cb_kwargs.get("employer") if response.request else None
        return asked or (named[1] if named else only)
