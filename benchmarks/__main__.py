"""`make bench`: every benchmark in a process of its own, one after the other, written to docs/performance.md.

`python -m benchmarks NAME …` runs some of them and writes only their sections; each says when it was measured.
"""

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.paper import PAPER, Target

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "docs" / "performance.md"
SECONDS = 3600
"""How long one benchmark may take."""
INTRODUCTION = """# Performance

`make bench` wrote this page: every figure was measured by it, beside the peer that is named, in the same run, but where
a sentence says otherwise. Machines are noisy, and two runs of the same code differ by a tenth and more; the ratios
count. A section says when and on what it was measured. `python -m benchmarks NAME` measures one again.
"""


@dataclass(frozen=True)
class Section:
    """A benchmark: its module, the runs of it, and what stands in the report before its figures."""

    name: str
    title: str
    runs: tuple[tuple[str, ...], ...] = ((),)
    text: str = ""


SECTIONS = (
    Section(
        "crawl",
        "Whole crawls",
        text="Job pages with ten links and one posting each, validated and stored in a real MariaDB. The peers run the "
        "same callback with stock Scrapy and without a pipeline, in memory.",
    ),
    Section(
        "frontier",
        "The shared frontier",
        text="Beside scrapy-redis on the same Redis and beside Scrapy's own in-memory scheduler, 64 requests at once, "
        "one partition.",
    ),
    Section(
        "upsert",
        "Writing postings",
        text="Beside a bare executemany of INSERT … ON DUPLICATE KEY UPDATE of the same rows, which keeps no history: "
        "on a connection as PyMySQL makes it, which the goal is about, and on one of jobspider's, whose SQL mode "
        "NO_BACKSLASH_ESCAPES spares PyMySQL nearly all of its work of escaping long texts. Beside the latter one sees "
        "what upsert does and the bare statement does not: it counts each posting's hash and encodes its values, which "
        "the bare one gets ready-made; of a new row it writes places in the queues of the search index and of job "
        "identity; of a changed row it first reads what is stored, 8 KB of description included, to tell what has "
        "changed; and of a changed description it writes the version that it replaces, as long again.",
    ),
    Section(
        "search",
        "Searching",
        runs=(("20000", "100"), ("200000", "100"), ("1000000", "200")),
        text="The API, asked over one kept connection, beside its own statements sent bare through PyMySQL, in turns. "
        "An answer costs about a millisecond of its own (HTTP, checks of the parameters, JSON), so that statements "
        "which take a millisecond themselves are near or above the goal, and quicker ones, as of small tables, far "
        "above.",
    ),
    Section(
        "figures",
        "Figures and the dashboard",
        runs=(("20000", "20"), ("1000000", "20")),
        text="Figures that are counted for the answer, half of the postings closed: `/facets`, `/stats` and the whole "
        "page `/`, beside their own statements sent bare through PyMySQL, in turns. They look at the newest postings "
        "that match, a bounded number of them.",
    ),
    Section(
        "load",
        "Many at once",
        text="`ab -c 10 -n 1000` and `wrk` with 100 connections for 15 seconds, requests a second, one API process; "
        "beside it a FastAPI route under the same server that answers with as many bytes and does nothing else.",
    ),
    Section(
        "match",
        "The same job on several boards",
        text="New postings compared with all that are stored. No peer does this: beside it is what storing the same "
        "postings takes, and what counts is the growth from 10,000.",
    ),
    Section(
        "rollup",
        "The figures of a day",
        text="`jobspider rollup` of one past day, as a process of its own, beside a single SQL statement that goes "
        "through the same open postings once and counts them by source and title. The roll-up has pay by title, place "
        "and skill, words, skills, quality and times to close besides.",
    ),
    Section("planner", "Planning a million recrawls", text="Beside the query that pops due rows without Redis."),
    Section("start", "Starting", text="Seconds of CPU until a command is done, beside what it cannot do without."),
)


def main() -> None:
    """Runs those that are named, or all."""
    wanted = sys.argv[1:] or [section.name for section in SECTIONS]
    if unknown := set(wanted) - {section.name for section in SECTIONS}:
        sys.exit(f"No such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(s.name for s in SECTIONS)}")
    for section in SECTIONS:
        if section.name in wanted:
            write(section.name, measured(section))
    print(f"{REPORT.relative_to(ROOT)} is written")


def measured(section: Section) -> str:
    """The section as it stands in the report."""
    lines = [f"## {section.title}", "", section.text, "", f"Measured {machine()}.", ""]
    with TemporaryDirectory(prefix="jobspider-bench-") as folder:
        for number, arguments in enumerate(section.runs):
            paper = Path(folder, f"{number}.jsonl")
            paper.touch()
            command = [sys.executable, "-m", f"benchmarks.{section.name}", *arguments]
            environment = {**os.environ, PAPER: str(paper)}
            ended = subprocess.run(command, cwd=ROOT, env=environment, timeout=SECONDS, check=False)
            lines += [line for entry in paper.read_text("utf-8").splitlines() for line in shown(json.loads(entry))]
            if ended.returncode:
                lines += [f"It ended with exit code {ended.returncode}.", ""]
    return "\n".join(lines)


def shown(entry: dict[str, Any]) -> Iterator[str]:
    """An entry of the paper in Markdown."""
    if "text" in entry:
        yield from (str(entry["text"]), "")
        return
    reached = Target(**entry["target"])
    verdict = "met" if reached.met else "**missed**"
    yield from (f"- {reached.what}: {reached.figure:,.4g} ({reached.bound} {reached.goal:,.4g}: {verdict})", "")


def machine() -> str:
    """When and on what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = (f"{os.cpu_count()} cores", f"{memory:.0f} GiB", platform.machine(), f"Python {platform.python_version()}")
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC on {', '.join(parts)}, Scrapy {version('scrapy')}"


def write(name: str, text: str) -> None:
    """Puts a section in its place; the others stay as they are."""
    kept = sections(REPORT.read_text("utf-8")) if REPORT.exists() else {}
    titles = {section.name: section.title for section in SECTIONS}
    kept[titles[name]] = text.strip()
    ordered = [kept[section.title] for section in SECTIONS if section.title in kept]
    REPORT.write_text("\n\n".join([INTRODUCTION.strip(), *ordered]) + "\n", "utf-8")


def sections(report: str) -> dict[str, str]:
    """A report's sections by their titles."""
    parts = re.split(r"^(?=## )", report, flags=re.MULTILINE)[1:]
    return {part.splitlines()[0].removeprefix("## "): part.strip() for part in parts}


if __name__ == "__main__":
    main()
