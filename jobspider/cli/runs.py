"""`jobspider runs`: what has been crawled, how it ended, and on which nodes."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from jobspider.cli.shared.console import console
from jobspider.cli.shared.database import in_database
from jobspider.cli.shared.refusal import refuse
from jobspider.errors import UnknownRunError
from jobspider.records import Run
from jobspider.search.runs import latest_runs, run_by_id

RUNS = ("run", "spider", "started (UTC)", "took", "outcome", "pages", "postings", "new", "nodes")
PROCESSES = ("node", "started (UTC)", "finished (UTC)", "outcome", "pages", "postings", "log")


def runs(
    run: Annotated[str, typer.Argument(help="A run's id: shows its arguments and each of its processes.")] = "",
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=1000, help="How many runs to list.")] = 20,
    spider: Annotated[str | None, typer.Option(help="Only runs of this spider.")] = None,
) -> None:
    """List the latest runs, or show one."""
    screen = console()
    if run:
        _show_one(screen, run)
    else:
        screen.print(listed(in_database(lambda connection: latest_runs(connection, number, spider))))


def listed(found: list[Run]) -> Table:
    """A row a run."""
    table = Table(*RUNS)
    for run in found:
        counts = (str(run.counts.get(name, "")) for name in ("pages", "postings", "new"))
        table.add_row(run.id, run.spider, _time(run.started_at), _took(run), _outcome(run), *counts, _nodes(run))
    return table


def _show_one(screen: Console, run_id: str) -> None:
    run = in_database(lambda connection: run_by_id(connection, run_id))
    if run is None:
        refuse(UnknownRunError(f"there is no run {run_id}: `jobspider runs` lists them"))
    screen.print(listed([run]))
    screen.print(f"arguments: {run.arguments}")
    screen.print(f"counts: { {name: count for name, count in run.counts.items() if count} }")
    screen.print(f"closing: {closing(run)}")
    table = Table(*PROCESSES)
    for each in run.processes:
        counts = (str(each.counts.get(name, "")) for name in ("pages", "postings"))
        table.add_row(
            each.node, _time(each.started_at), _time(each.finished_at), each.outcome or "works", *counts, each.log or ""
        )
    screen.print(table)


def closing(run: Run) -> str:
    """What it closed, or why it closed nothing, in a sentence."""
    found = run.closing or {}
    if found.get("state") == "refused":
        return (
            f"refused for {found['refused']} postings, an unusual share of what its lists named "
            f"(`jobspider postings close --run {run.id} --anyway` closes them); {found['closed']} closed"
        )
    if found.get("state") == "done":
        return f"{found['closed']} postings that its {found['lists']} lists no longer name"
    waits = "waits for all processes to end their records" if found.get("state") == "due" else "this run proves nothing"
    return str(found.get("why", waits))


def _outcome(run: Run) -> str:
    outcome = run.outcome or "goes on"
    return f"{outcome}, closing refused" if (run.closing or {}).get("state") == "refused" else outcome


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def _took(run: Run) -> str:
    return str((run.finished_at or datetime.now(UTC)) - run.started_at).split(".", maxsplit=1)[0]


def _nodes(run: Run) -> str:
    """How the processes ended, each by its node."""
    return ", ".join(f"{each.node} {each.outcome or 'works'}" for each in run.processes)
