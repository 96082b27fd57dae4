"""Templates of spider files: one for each board, filled with a name and a URL."""

import json
import keyword
import re
from difflib import get_close_matches
from importlib.resources import files
from string import Template
from urllib.parse import urlsplit

from scrapy.http import Response

from jobspider.boards.best import page_boards
from jobspider.boards.employers import EmployersBoard
from jobspider.boards.indeed.site import country_of_origin
from jobspider.errors import ConfigError

DEFAULT = "json_ld"
WORDS = ("job", "career", "vacanc", "position", "opening", "stelle", "offre", "emploi", "empleo", "oferta", "vacature")
LIKELY_JOBS = ", ".join(f"a[href*={word}]" for word in WORDS)
"""Links that most sites' job pages are found by, in the languages of the larger boards."""
FOLDER = files("jobspider") / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LONGEST_NAME = 50
ADDRESS = re.compile(r"https?://[^\s/?#@\"'\\<>]+(?:[/?#][^\s\x00-\x1f]*)?")
# As an employer stands in an address: after these parts of the path, which name no one.
NO_EMPLOYER = re.compile(r"^/(?:v\d+|boards|postings|posting-api|job-board|companies|widget|accounts|api|embed)(?=/)")


def boards() -> list[str]:
    """The boards that a spider file can be made for."""
    return sorted(each.name.removesuffix(".tmpl") for each in FOLDER.iterdir() if each.name.endswith(".tmpl"))


def uses() -> dict[str, str]:
    """What each board is for: what its template says of the site."""
    return {name: template(name).split('"""')[1].partition(": ")[2].rstrip(".") for name in boards()}


def template(board: str) -> str:
    """A board's template; raises ConfigError for a board that there is none for."""
    if board not in boards():
        near = get_close_matches(board, boards(), n=1)
        advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(boards())}"
        raise ConfigError(f"there is no template for the board {board}: {advice}")
    return (FOLDER / f"{board}.tmpl").read_text(encoding="utf-8")


def checked_name(name: str) -> str:
    """The spider's name; raises ConfigError for one that can't also be a file's and, in capitals, a class's."""
    if NAME.fullmatch(name) and len(name) <= LONGEST_NAME and not keyword.iskeyword(name):
        return name
    better = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_NAME].rstrip("_")
    advice = f", such as {better}" if NAME.fullmatch(better) and not keyword.iskeyword(better) else ""
    raise ConfigError(
        f"{name!r} can't be a spider's name: use small letters, digits and single underscores, a letter first, "
        f"{LONGEST_NAME} characters at most and no word of Python's{advice}"
    )


def checked_url(url: str) -> str:
    """The site's URL, with https:// where only the host is given; raises ConfigError for what is none."""
    full = url if "://" in url else f"https://{url}"
    if not (ADDRESS.fullmatch(full) and host_of_url(full)):
        raise ConfigError(f"{url!r} is not an http(s) URL: write it in full, as in https://careers.example.com/jobs")
    return full


def host_of_url(url: str) -> str | None:
    """The host; None where the address can't be taken apart (`http://[`, a port of 99999)."""
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return None
    return parts.hostname if port != 0 else None


def rendered(board: str, name: str, url: str) -> str:
    """The file's text; raises ConfigError where the URL lacks what the board needs."""
    text = template(board)
    host = urlsplit(url).hostname or ""
    values = {
        "name": name,
        "classname": "".join(part.capitalize() for part in name.split("_")) + "Spider",
        "title": name.replace("_", " ").capitalize(),
        "url": literal(url),
        "host": literal(host),
        "sitemap": literal(sitemap(url)),
    }
    if "$employer" in text:
        values["employer"] = literal(employer(board, url))
    if "$country" in text:
        values["country"] = literal(country(url))
    return Template(text).substitute(values)


def sitemap(url: str) -> str:
    """The address itself where it is a sitemap's or robots.txt's, else the site's robots.txt."""
    parts = urlsplit(url)
    is_one = parts.path.endswith((".xml", ".xml.gz", "robots.txt")) or "sitemap" in parts.path
    return url if is_one else f"{parts.scheme}://{parts.netloc}/robots.txt"


def literal(text: str) -> str:
    """A text as Python writes it, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def employer(board: str, url: str) -> str:
    """The employer that an address on the platform names; raises ConfigError where it names none."""
    reader = page_boards()[board]
    assert isinstance(reader, EmployersBoard)
    asked, given = urlsplit(reader.address_of_employer("employer")), urlsplit(url)
    domain = (asked.hostname or "").removeprefix("employer.")
    if domain != asked.hostname:
        host = given.hostname or ""
        return host.removesuffix(f".{domain}")
    path = given.path
    while NO_EMPLOYER.search(path):
        path = NO_EMPLOYER.sub("", path)
    found = reader.employer_of(Response(url)) or path.strip("/").partition("/")[0]
    if not found:
        raise ConfigError(
            f"{url} names no employer: give the address of an employer's job board, which ends in its name"
        )
    return found


def country(url: str) -> str:
    """The country of an Indeed site; raises ConfigError for another site."""
    parts = urlsplit(url)
    found = country_of_origin(f"{parts.scheme}://{parts.netloc}") if "indeed." in (parts.hostname or "") else None
    if not found:
        raise ConfigError(f"{url} is none of Indeed's country sites: give one such as https://de.indeed.com")
    return found
