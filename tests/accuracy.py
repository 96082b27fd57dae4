"""How often the cleaners read pay and dates as a person does: `python -m tests.accuracy [--write]`.

A label is *right* when every field agrees, *refused* when the cleaner left out what the label has and said nothing
false, *wrong* otherwise. `--write` renews the tables of docs/accuracy.md.
"""

import csv
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jobspider.clean.dates import parse_date
from jobspider.clean.employment import contract_type, employment_types, work_mode
from jobspider.clean.money import parse_salary
from jobspider.clean.place import parse_place
from jobspider.clean.title import seniority

REPOSITORY = Path(__file__).resolve().parents[1]
OWN = REPOSITORY / "tests" / "labels"
SHARED = REPOSITORY.parent / "shared" / "real"
DOCUMENT = REPOSITORY / "docs" / "accuracy.md"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETS = (
    ("own salaries", OWN / "salaries.tsv"),
    ("own dates", OWN / "dates.tsv"),
    ("second own salaries", OWN / "salaries_second.tsv"),
    ("second own dates", OWN / "dates_second.tsv"),
    ("third own salaries", OWN / "salaries_third.tsv"),
    ("third own dates", OWN / "dates_third.tsv"),
    ("third own places", OWN / "places_third.tsv"),
    ("third own titles' seniority", OWN / "titles_third.tsv"),
    ("third own kinds of work", OWN / "kinds_third.tsv"),
    ("shared salaries", SHARED / "salary_labels.tsv"),
    ("shared dates", SHARED / "date_labels.tsv"),
)
OWN_SETS, SHARED_SETS = SETS[:-2], SETS[-2:]
Fields = dict[str, str | float | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text, and what the cleaner made of it."""

    text: str
    country: str
    expected: Fields
    found: Fields

    @property
    def verdict(self) -> str:
        differing = [name for name, value in self.expected.items() if self.found[name] != value]
        if not differing:
            return "right"
        return "refused" if all(self.found[name] is None for name in differing) else "wrong"


def cases(path: Path) -> Iterator[Case]:
    """Every labelled row of a file; what it is about is told by its columns."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            compare = next(each for column, each in COMPARE.items() if column in row)
            yield compare({name: value or "" for name, value in row.items()})


def _salary_case(row: dict[str, str]) -> Case:
    salary = parse_salary(row["text"], row["country"] or None)
    numbers: Fields = {name: float(row[name]) if row[name] else None for name in ("min", "max")}
    names: Fields = {name: row[name] or None for name in ("currency", "period")}
    expected = numbers | names
    return Case(row["text"], row["country"], expected, {name: getattr(salary, name, None) for name in expected})


def _date_case(row: dict[str, str]) -> Case:
    """A label that is only a date means that UTC day; one with a time means that moment, to the microsecond."""
    found, label = parse_date(row["text"], NOW, row["country"] or None), row["expected"]
    as_text = found.isoformat() if found else None
    if len(label) == 10:
        return Case(row["text"], row["country"], {"date": label}, {"date": as_text and as_text[:10]})
    moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", label)).isoformat() if label else None
    return Case(row["text"], row["country"], {"date": moment}, {"date": as_text})


def _place_case(row: dict[str, str]) -> Case:
    found = parse_place(row["text"], row["country"] or None)
    expected: Fields = {name: row[name] or None for name in ("locality", "region", "postal_code", "work_mode")}
    read: Fields = {name: getattr(found, name, None) for name in expected}
    country: Fields = {"country": row["found_country"] or None}
    return Case(row["text"], row["country"], expected | country, read | {"country": found.country if found else None})


def _title_case(row: dict[str, str]) -> Case:
    return Case(row["text"], "", {"seniority": row["seniority"] or None}, {"seniority": seniority(row["text"])})


def _kind_case(row: dict[str, str]) -> Case:
    names = ("employment_type", "contract_type", "work_mode")
    expected: Fields = {name: row[name] or None for name in names}
    types = " ".join(sorted(employment_types([row["text"]]))) or None
    read = (types, contract_type([row["text"]]), work_mode(row["text"]))
    return Case(row["text"], "", expected, dict(zip(names, read, strict=True)))


COMPARE: dict[str, Callable[[dict[str, str]], Case]] = {
    "expected": _date_case,
    "period": _salary_case,
    "locality": _place_case,
    "seniority": _title_case,
    "contract_type": _kind_case,
}
"""How a row is compared, by a column that only its kind of labels has."""


def table(sets: tuple[tuple[str, Path], ...]) -> str:
    """A Markdown table of the sets, and below it every label that was not read rightly."""
    lines = ["| labels | texts | right | refused | wrong |", "|---|---|---|---|---|"]
    faults: list[str] = []
    for name, path in sets:
        judged = list(cases(path))
        counts = [sum(case.verdict == verdict for case in judged) for verdict in ("right", "refused", "wrong")]
        lines.append(f"| {name} | {len(judged)} | " + " | ".join(map(str, counts)) + " |")
        faults += [fault(name, case) for case in judged if case.verdict != "right"]
    return "\n".join([*lines, "", *(faults or ["Every one of these is read as it is labelled."])])


def fault(name: str, case: Case) -> str:
    return f"- {name}, {case.verdict}: `{case.text}` ({case.country}): found {case.found}, labelled {case.expected}"


def between_marks(document: str, name: str) -> str:
    """The generated part of the document with that name."""
    found = _part(name).search(document)
    if found is None:
        raise ValueError(
            f"{DOCUMENT.name} has no part between <!-- {name} --> and <!-- end {name} -->: put the marks back"
        )
    return found[1]


def _part(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n)(.*?)(?=\n<!-- end {name} -->)", re.DOTALL)


def main(arguments: list[str]) -> None:
    """Prints the tables, or writes them where `--write` is given; the shared part only where the folder exists."""
    parts = {"own": OWN_SETS, "shared": SHARED_SETS} if SHARED.exists() else {"own": OWN_SETS}
    document = DOCUMENT.read_text("utf-8")
    for name, sets in parts.items():
        made = table(sets)
        print(made)
        document = _part(name).sub(made.replace("\\", r"\\"), document)
    if "--write" in arguments:
        DOCUMENT.write_text(document, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
