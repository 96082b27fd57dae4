"""Saved cases: a page, when and how it was read, and the postings that it must give.

A case is a folder `tests/fixtures/<spider>/<case>/` with `page.<ending>`, `case.json` and `postings.jsonl`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scrapy.http import Response

from jobspider.boards.reading import response_of
from jobspider.posting import Posting


@dataclass(frozen=True)
class Case:
    """How a saved page was read."""

    spider: str
    url: str
    seen_at: str
    """ISO 8601, UTC: what "3 days ago" on the page is relative to."""
    arguments: dict[str, str]

    @property
    def now(self) -> datetime:
        """When the page was seen."""
        return datetime.fromisoformat(self.seen_at)


@dataclass(frozen=True)
class SavedCase:
    """A case in its folder."""

    folder: Path
    case: Case

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads `case.json`; raises FileNotFoundError or TypeError naming what is wrong with it."""
        return cls(folder, Case(**json.loads((folder / "case.json").read_text())))

    @property
    def page(self) -> Path:
        """The file with the page's body."""
        return next(self.folder.glob("page.*"))

    def response(self) -> Response:
        """The page as a download would give it."""
        return response_of(self.page.read_bytes(), self.case.url, self.page.name)

    def expected(self) -> list[dict[str, Any]]:
        """The postings that the page must give, as JSON values."""
        return [json.loads(line) for line in (self.folder / "postings.jsonl").read_text().splitlines()]


def saved_cases(root: Path) -> Iterator[SavedCase]:
    """Every case below `tests/fixtures`."""
    for file in sorted(root.glob("*/*/case.json")):
        yield SavedCase.load(file.parent)


def save_case(folder: Path, case: Case, body: bytes, ending: str, postings: Iterable[Posting]) -> None:
    """Writes a case; what is there already under that name is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("page.*"):
        old.unlink()
    (folder / f"page{ending}").write_bytes(body)
    (folder / "case.json").write_text(json.dumps(asdict(case), indent=2, ensure_ascii=False) + "\n")
    lines = (
        posting.model_dump_json(exclude={"content_hash"}) for posting in postings
    )  # a digest tells a reader nothing
    (folder / "postings.jsonl").write_text("".join(f"{line}\n" for line in lines))


def as_json(posting: Posting) -> str:
    """One line of JSON with every field of the posting."""
    return posting.model_dump_json()
