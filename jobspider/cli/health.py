"""`jobspider health`: whether every spider still reads what it read, and how its latest crawl went."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from scrapy.utils.project import get_project_settings
from sqlalchemy import Connection

from jobspider.boards.cases import SavedCase, as_json, saved_cases
from jobspider.boards.reading import postings_of
from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.commands._live import Looked, look
from jobspider.errors import ConfigError
from jobspider.policy import source_of_spider
from jobspider.search.health import Crawled, crawled
from jobspider.spider_loader import SpiderLoader

CASES = Path("tests/fixtures")
SOUND = frozenset({"ok", "ok_empty", "cancelled"})
COLUMNS = ("spider", "cases", "last run (UTC)", "outcome", "postings", "new", "rejected", "open", "policy", "wrong")
UNSOUND = 1
TASKS = "task"


@dataclass(frozen=True)
class Health:
    """One spider's."""

    spider: str
    cases: int
    known: Crawled
    policy: str
    wrong: list[str]
    """What is wrong, a few words each; empty where nothing is."""
    live: str | None = None
    """What its site answered just now; None where it was not asked to."""

    def row(self) -> dict[str, Any]:
        """As JSON values."""
        run = self.known.run
        counts = run.counts if run else {}
        return {
            "spider": self.spider,
            "cases": self.cases,
            "last_run": run.started_at.isoformat(timespec="minutes") if run else None,
            "outcome": (run.outcome or "running") if run else None,
            **{name: counts.get(name, 0) for name in ("postings", "new", "dropped")},
            "open": self.known.open_postings,
            "shares": dict(self.known.latest.stated),
            "usual_shares": dict(self.known.before.stated),
            "policy": self.policy,
            "live": self.live,
            "wrong": self.wrong,
        }


def health(
    as_lines: Annotated[bool, typer.Option("--json", help="One line of JSON for each spider.")] = False,
    cases: Annotated[Path, typer.Option(help="The folder of the saved cases.")] = CASES,
    live: Annotated[
        bool, typer.Option(help="Ask each site for one page, too: the first of its latest run. Nothing is stored.")
    ] = False,
    spider: Annotated[list[str] | None, typer.Option(help="Only this spider; may be repeated.")] = None,
) -> None:
    """Check every spider's saved cases, latest run and stored postings; exit code 1 when something is wrong."""
    logging.getLogger().addHandler(logging.NullHandler())  # some saved pages hold rows that nobody can read
    found = in_database(lambda connection: list(checked(connection, cases, chosen(spider or []))))
    if live:
        found = asked(found)
    if as_lines:
        typer.echo("\n".join(json.dumps(each.row()) for each in found))
    else:
        shown(found)
    raise typer.Exit(UNSOUND if any(each.wrong for each in found) else 0)


def chosen(names: list[str]) -> list[str]:
    """The spiders that are named, else all of the project. Raises ConfigError for one that there isn't."""
    known = sorted(SpiderLoader.from_settings(get_project_settings()).list())
    if unknown := set(names) - set(known):
        raise ConfigError(f"there is no spider {min(unknown)}: there are {', '.join(known)}")
    return names or known


def asked(found: list[Health]) -> list[Health]:
    """The same, with what the sites answer now. Tasks have no site of their own."""
    settings = get_project_settings()
    loader = SpiderLoader.from_settings(settings)
    runs = {each.spider: each.known.run for each in found if each.spider != TASKS}
    arguments = {name: {k: v for k, v in run.arguments.items() if k != "due"} for name, run in runs.items() if run}
    seen = look({name: loader.load(name) for name in runs}, arguments, settings)
    return [with_answer(each, seen[each.spider]) if each.spider in seen else each for each in found]


def with_answer(each: Health, looked: Looked) -> Health:
    """What a site answered, and whether that is wrong."""
    wrong = [*each.wrong, f"its site: {looked.said}"] if looked.is_wrong else each.wrong
    return replace(each, live=looked.said, wrong=wrong)


def checked(connection: Connection, cases: Path, names: list[str]) -> Iterator[Health]:
    """These spiders, in their order."""
    loader = SpiderLoader.from_settings(get_project_settings())
    saved = list(saved_cases(cases))
    for name in names:
        own = [each for each in saved if each.case.spider == name]
        known = crawled(connection, name)
        failing = [f"case {each.folder.name}: {fault}" for each in own if (fault := fault_of(loader, each))]
        policy = str(source_of_spider(name).standing)
        # A task's run says nothing about a source: its URLs are whatever somebody sent.
        yield Health(name, len(own), known, policy, [*failing, *(run_faults(known) if name != TASKS else [])])


def fault_of(loader: SpiderLoader, saved: SavedCase) -> str | None:
    """Why a saved page no longer gives its postings; None where it does."""
    try:
        spider = loader.load(saved.case.spider)(**saved.case.arguments)
        found = [json.loads(as_json(each)) for each in postings_of(spider, saved.response(), saved.case.now)]
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    expected = saved.expected()
    if len(found) != len(expected):
        return f"{len(found)} postings, not {len(expected)}"
    fields = {name for got, want in zip(found, expected, strict=True) for name in want if got.get(name) != want[name]}
    return f"differs in {', '.join(sorted(fields))}" if fields else None


def run_faults(known: Crawled) -> list[str]:
    """What the latest run and its postings show."""
    outcome = known.run.outcome if known.run else None
    ended = [f"outcome {outcome}"] if outcome and outcome not in SOUND else []
    return [*ended, *(f"{fact} has vanished" for fact in known.vanished)]


def shown(found: list[Health]) -> None:
    """The table, on the terminal or in whole lines."""
    screen = console()
    live = any(each.live is not None for each in found)
    table = Table(*COLUMNS[:-1], *(["now"] if live else []), COLUMNS[-1])
    for each in found:
        row = each.row()
        names = ("spider", "cases", "last_run", "outcome", "postings", "new", "dropped", "open", "policy")
        cells = ["" if row[name] is None else str(row[name]) for name in (*names, *(["live"] if live else []))]
        table.add_row(*cells, "; ".join(each.wrong))
    screen.print(table)
