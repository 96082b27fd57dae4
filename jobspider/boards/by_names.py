"""Lists of jobs in JSON that no board knows, found by the names of their keys. A guess, for a person: never stored."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Response

from jobspider.boards.best import AnyPage, json_document
from jobspider.boards.embedded import assigned, assignment
from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org.posting import description
from jobspider.boards.schema_org.values import text

NAMES = {
    "source_id": "id jobid job_id key slug uuid guid reference ref",
    "url": "url link href joburl job_url absolute_url permalink path canonicalurl detailurl",
    "title": "title jobtitle job_title position role name headline",
    "company": "company companyname company_name employer employername organization organisation hiringorganization",
    "location_raw": "location locations joblocation job_location place city town office region area",
    "salary_raw": "salary salarytext salary_text salaryrange salary_range pay compensation wage remuneration",
    "date_posted_raw": "date dateposted date_posted posted postedat posted_at published publishedat published_at "
    "publication_date createdat created_at created pubdate",
    "employment_type": "employmenttype employment_type jobtype job_type contract contracttype contract_type commitment "
    "type hours",
    "description": "description descriptionhtml description_html content body summary snippet excerpt teaser",
}
"""Words that APIs use for a field, in small letters."""
JOB_LIKE = ("company", "location_raw", "salary_raw", "employment_type")
"""A list of products or news has titles and links as well; jobs say two of these."""
MOST_VALUES = 20_000
VARIABLE = re.compile(rb"(?:window\.|self\.|\bvar\s+|\blet\s+|\bconst\s+)([A-Za-z_$][\w$.]{0,80})\s*=\s*[{\[]")
IDENTIFIED = re.compile(rb"<script\b[^<>]{0,300}\bid\s*=\s*[\"']?([\w-]{1,80})[^<>]{0,300}>\s*[{\[]", re.IGNORECASE)


@dataclass(frozen=True)
class JobList:
    """A list that looks like one of jobs."""

    marker: str
    """Which script of the page holds it, as `state_marker` says it; empty where the page itself is JSON."""
    path: str
    """Keys that lead to it."""
    rows: list[dict[str, Any]]
    keys: dict[str, str]
    """For each field, the key that seems to say it."""

    @property
    def board(self) -> str:
        """The board that could read it."""
        return "search_page" if self.marker else "json_api"


class ByNames(AnyPage):
    """Reads the list of a page that looks most like one of jobs."""

    def rows(self, response: Response) -> Iterable[Callable[[], Raw]]:
        found = job_list(response)
        return [partial(posting, row, found.keys, response.url) for row in found.rows] if found else []


def job_list(response: Response) -> JobList | None:
    """The list on the page with the most facts about jobs; None where there is none."""
    found = (each for marker, document in documents(response) for each in lists(marker, document))
    return max(found, key=lambda each: len(each.rows) * len(each.keys), default=None)


def documents(response: Response) -> Iterator[tuple[str, Any]]:
    """The page itself where it is JSON, else the values that its scripts hold, each with its marker."""
    document = json_document(response)
    if document is not None:
        yield "", document
        return
    ids = [f"#{name.decode()}" for name in IDENTIFIED.findall(response.body)]
    variables = [name.decode() for name in VARIABLE.findall(response.body)]
    for marker in list(dict.fromkeys([*ids, *variables]))[:20]:
        for value in assigned(response.body, assignment(marker)):
            yield marker, value


def lists(marker: str, document: Any) -> Iterator[JobList]:
    """Every list of objects in the document that look like jobs."""
    for path, value in islice(walk(document), MOST_VALUES):
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        keys = keys_of(rows[0]) if rows else {}
        described = sum(field in keys for field in JOB_LIKE)
        if "title" in keys and ("url" in keys or "source_id" in keys) and described >= 2:
            yield JobList(marker, path, rows, keys)


def walk(document: Any) -> Iterator[tuple[str, Any]]:
    """Each object and list that keys alone lead to, with the keys joined by dots; the outer ones first."""
    waiting = [("", document)]
    for path, value in waiting:
        yield path, value
        if isinstance(value, dict) and path.count(".") < 10 and len(waiting) < MOST_VALUES:
            inner = ((key, each) for key, each in value.items() if isinstance(each, dict | list))
            waiting.extend((f"{path}.{key}".lstrip("."), each) for key, each in inner)


def keys_of(row: dict[str, Any]) -> dict[str, str]:
    """For each field, the row's key whose name says it: the one whose name comes first in NAMES."""
    given = {key.lower(): key for key in row}
    found = {
        field: next((given[name] for name in names.split() if name in given), "") for field, names in NAMES.items()
    }
    return {field: key for field, key in found.items() if key}


def posting(row: dict[str, Any], keys: dict[str, str], page: str) -> Raw:
    """A row as a raw posting."""
    said = {field: row.get(key) for field, key in keys.items()}
    written = description(said.pop("description", None))
    known = {field: text(value) for field, value in said.items()}
    link = known.get("url") or f"#{known.get('source_id')}"
    base = page if page.startswith("http") else "https://nowhere.invalid/"
    return stated({**known, **written, "source_id": known.get("source_id") or link, "url": urljoin(base, link)})
