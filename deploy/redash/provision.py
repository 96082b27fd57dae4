#!/usr/bin/env python3
"""Gives Redash its data source and the queries of the folder `queries` beside this file, by its API.

    REDASH_API_KEY=… deploy/redash/provision.py --url https://redash.example.org --password-file FILE

May be repeated: a query is found again by its name, and its text, schedule and source are brought up to date. Queries
that people have made are left alone. It needs nothing but Python. The key is that of an administrator (in Redash:
profile); the password is that of the database's login `reader`. Exit code 1, and a sentence, when Redash refuses.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

QUERIES = Path(__file__).with_name("queries")
SOURCE = "jobspider"
SECONDS = 30
PAGE = 250
"""Queries that Redash lists at once, at most."""


class RefusedError(Exception):
    """Redash does not answer as it should; says what was asked and what it said."""


@dataclass(frozen=True)
class Query:
    """A file: its first line is the name, its second one says how often it runs, in seconds."""

    name: str
    seconds: int
    text: str


def read(path: Path) -> Query:
    """One file. Raises RefusedError for one without the two lines."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if len(lines) < 3 or not lines[0].startswith("-- ") or not lines[1].startswith("-- schedule: "):
        raise RefusedError(f"{path} has to begin with '-- NAME' and '-- schedule: SECONDS'")
    return Query(lines[0].removeprefix("-- "), int(lines[1].removeprefix("-- schedule: ")), text)


class Redash:
    """Its API, as Redash 10 and later have it."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._key = key

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What it answers, read as JSON."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Key {self._key}", "Content-Type": "application/json"}
        request = Request(f"{self._url}/api/{path}", data, headers, method=method)
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)
        except HTTPError as error:
            said = error.read(500).decode(errors="replace")
            raise RefusedError(f"Redash answered {method} /api/{path} with {error.code}: {said}") from error
        except (URLError, ValueError, OSError) as error:
            raise RefusedError(f"Redash did not answer {method} /api/{path}: {error}") from error

    def source(self, options: dict[str, object]) -> int:
        """The number of our data source, made or brought up to date."""
        wanted = {"name": SOURCE, "type": "mysql", "options": options}
        for found in self.ask("GET", "data_sources"):
            if found["name"] == SOURCE:
                self.ask("POST", f"data_sources/{found['id']}", wanted)
                return int(found["id"])
        return int(self.ask("POST", "data_sources", wanted)["id"])

    def put(self, query: Query, source: int) -> str:
        """Makes the query, or brings it up to date: which of the two."""
        schedule = {"interval": query.seconds, "time": None, "day_of_week": None, "until": None}
        wanted = {"name": query.name, "query": query.text, "data_source_id": source, "schedule": schedule}
        found = next((each for each in self._named(query.name) if each["name"] == query.name), None)
        if found is not None:
            self.ask("POST", f"queries/{found['id']}", {**wanted, "is_draft": False})
            return "renewed"
        made = self.ask("POST", "queries", {**wanted, "options": {}})
        self.ask("POST", f"queries/{made['id']}", {"is_draft": False})  # a new one is a draft, which others don't see
        return "made"

    def _named(self, name: str) -> Iterator[dict[str, Any]]:
        yield from self.ask("GET", f"queries?page_size={PAGE}&q={quote(name)}")["results"]


def options(arguments: argparse.Namespace) -> dict[str, object]:
    """How Redash reaches the database."""
    password = Path(arguments.password_file).read_text(encoding="utf-8").strip()
    host, _, port = arguments.mysql.partition(":")
    return {"host": host, "port": int(port or 3306), "user": "reader", "passwd": password, "db": arguments.database}


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description="Give Redash its data source and queries.")
    parser.add_argument("--url", required=True, help="where Redash is: https://redash.example.org")
    parser.add_argument("--password-file", required=True, help="a file with the password of the login reader")
    parser.add_argument("--mysql", default="mysql:3306", help="the database's HOST:PORT, as Redash sees it")
    parser.add_argument("--database", default="jobspider", help="the database's name")
    arguments = parser.parse_args()
    key = os.environ.get("REDASH_API_KEY", "")
    if not key:
        parser.error("REDASH_API_KEY is not set: an administrator finds it in Redash's profile page")
    redash = Redash(arguments.url, key)
    try:
        source = redash.source(options(arguments))
        for path in sorted(QUERIES.glob("*.sql")):
            query = read(path)
            print(f"{redash.put(query, source)}: {query.name}")
    except (RefusedError, OSError) as error:
        print(f"provision: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
