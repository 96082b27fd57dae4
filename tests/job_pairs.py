"""Postings of the public data sets beside this checkout, and pairs of them that a person has judged.

tests/labelled_jobs.tsv holds the sets' own ids and the judgement, nothing of the postings.
"""

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from jobspider.enrich import enrich
from jobspider.matching.facts import Facts, facts
from jobspider.matching.text import Text, read_text
from jobspider.posting import Posting

LABELS = Path(__file__).with_name("labelled_jobs.tsv")
REED, TOTALJOBS, ADZUNA = (datetime(*day, tzinfo=UTC) for day in ((2024, 4, 13), (2025, 4, 22), (2026, 6, 6)))
"""When each set was taken: every posting in it was open then."""
FULL = 500
"""Characters of Adzuna's excerpts; a longer text is the whole one."""


class Labelled(NamedTuple):
    """A pair by its keys, `set:id`; the sample that it is from; same, different, or copy."""

    sample: str
    one: str
    other: str
    label: str


class Read(NamedTuple):
    """A posting as the matcher sees it."""

    facts: Facts
    text: Text


Raw = tuple[str, datetime, dict[str, Any]]


def labelled() -> list[Labelled]:
    """The pairs that were judged by hand."""
    with LABELS.open() as lines:
        return [Labelled(**row) for row in csv.DictReader(lines, delimiter="\t")]


def raw_postings(folder: Path) -> dict[str, Raw]:
    """Every posting by its key; of several with one key the first."""
    found: dict[str, Raw] = {}
    for key, raw in (*_reed(folder), *_totaljobs(folder), *_adzuna(folder)):
        found.setdefault(key, raw)
    return found


def read(found: dict[str, Raw], keys: set[str]) -> dict[str, Read]:
    """These postings, enriched as a crawl does it."""
    return {key: _read(number, *found[key]) for number, key in enumerate(sorted(keys), 1)}


def by_rule(found: dict[str, Raw]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Pairs of Reed's that a rule calls one job, and pairs that it calls two.

    One: the same employer's number, title, place and excerpt, posted twice. Two: the same employer's number and title,
    and another excerpt that names its own place; or a title with Senior in front of it, or declared pay that does not
    overlap.
    """
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, (source, _, raw) in found.items():
        if source == "reed":
            groups[raw["employer"], raw["title"].lower().removeprefix("senior ")].append(key)
    same, different = set(), set()
    for keys in groups.values():
        for one, other in combinations(sorted(keys), 2):
            left, right = found[one][2], found[other][2]
            if _all_equal(left, right, ("title", "location_raw", "description_html", "salary_min", "salary_max")):
                same.add((one, other))
            elif left["title"].lower() != right["title"].lower() or _apart(left, right):
                different.add((one, other))
    return same, different


def _all_equal(left: dict[str, Any], right: dict[str, Any], names: tuple[str, ...]) -> bool:
    return all(left.get(name) == right.get(name) for name in names)


def _apart(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """Each text names its own town and not the other's."""
    towns = [raw["location_raw"].lower() for raw in (left, right)]
    texts = [raw["description_html"].lower() for raw in (left, right)]
    named = all(town in text for town, text in zip(towns, texts, strict=True))
    return named and towns[0] not in texts[1] and towns[1] not in texts[0]


def _read(number: int, source: str, now: datetime, raw: dict[str, Any]) -> Read:
    posting = enrich(Posting.from_raw(raw, source=source, now=now, country="GB"), now)
    stored = {"id": number, "job_id": None, "first_seen_at": now, "last_seen_at": now, "closed_at": None}
    text = read_text(posting.description_text, posting.description_is_snippet, posting.title)
    return Read(facts({**posting.__dict__, **stored}), text)


def _reed(folder: Path) -> Iterator[tuple[str, Raw]]:
    for row in json.loads((folder / "reed_uk_watford_2024-04-13.json").read_text()):
        said = {name: value for name, value in row.items() if value not in {"None", ""}}
        raw = {
            "source_id": said["id"],
            "url": said["jobUrl"],
            "title": said["jobTitle"],
            "company": said["employerName"],
            "employer": said["employerId"],
            "location_raw": said["locationName"],
            "salary_min": said.get("minimumSalary"),
            "salary_max": said.get("maximumSalary"),
            "salary_currency": "GBP",
            "salary_period": "YEAR" if float(said.get("minimumSalary", 0)) > 5_000 else None,
            "date_posted_raw": said["date"],
            "description_html": said["jobDescription"],
            "description_is_snippet": True,
        }
        yield f"reed:{said['id']}", ("reed", REED, raw)


def _totaljobs(folder: Path) -> Iterator[tuple[str, Raw]]:
    for row in json.loads((folder / "totaljobs_uk_2025-04_05.json").read_text()):
        raw = {
            "source_id": row["job_id"],
            "url": row["url"],
            "title": row["title"],
            "company": row["company"],
            "location_raw": row["location"],
            "description_text": row["description"],
            "description_is_snippet": True,
        }
        yield f"totaljobs:{row['job_id'].rpartition('-job')[2]}", ("totaljobs", TOTALJOBS, raw)


def _adzuna(folder: Path) -> Iterator[tuple[str, Raw]]:
    with (folder / "adzuna_uk_2026_martadata.csv").open() as lines:
        for row in csv.DictReader(lines):
            number = re.findall(r"\d{6,}", row["job_link"])[0]
            head, _, body = row["job_description"].partition("Apply for this job")
            page = "back to last search" in head
            low, high = (float(row[name] or 0) for name in ("job_min_salary", "job_max_salary"))
            declared = not (low == high and low % 100)  # the site's own estimates are no round figures
            raw = {
                "source_id": number,
                "url": row["job_link"].partition("?")[0],
                "title": row["job_title"],
                "company": row["employer_name"],
                "location_raw": row["location"],
                "description_text": body.removesuffix("Apply for this job") if page else row["job_description"],
                "description_is_snippet": len(row["job_description"]) <= FULL,
                "date_posted_raw": row["job_maturity"],
                **({"salary_min": low, "salary_max": high} if declared else {}),
                "salary_currency": "GBP",
                "salary_period": "YEAR",
            }
            yield f"adzuna:{number}", ("adzuna", ADZUNA, raw)
