"""`jobspider frontier`: what the shared frontier holds, live, and its dead letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Annotated, Any

import typer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from jobspider.config import config
from jobspider.errors import ConfigError
from jobspider.frontier.report import RunReport, Snapshot, client_of, dead_letters, replay, snapshot

WATCH_SECONDS = 1.0
Spider = Annotated[str, typer.Argument(help="The spider that crawled.")]
RunId = Annotated[str, typer.Argument(help="The run's id, as `jobspider runs` lists it.")]

frontier_app = typer.Typer(help="The shared frontier in Redis: what waits, what is under way, what failed.")


@contextmanager
def _redis() -> Iterator[Any]:
    url = config().redis_url
    if url is None:
        raise ConfigError("There is no shared frontier: JOBSPIDER_REDIS_URL is unset.")
    client = client_of(url.get_secret_value())
    try:
        yield client
    finally:
        client.close()


@frontier_app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    watch: Annotated[bool, typer.Option(help="Refresh once a second until Ctrl-C.")] = False,
) -> None:
    """Print runs, their nodes, and hosts."""
    if context.invoked_subcommand:
        return
    with _redis() as client:
        if watch:
            _watch(client)
        else:
            Console().print(tables(snapshot(client), None))


@frontier_app.command("dead")
def dead(spider: Spider, run: RunId) -> None:
    """List the requests of a run that were given up, the oldest first."""
    with _redis() as client:
        for letter in dead_letters(client, spider, run):
            typer.echo(f"{letter.died:%Y-%m-%dT%H:%M:%SZ}\t{letter.url}\t{letter.reason}")


@frontier_app.command("replay")
def put_back(spider: Spider, run: RunId) -> None:
    """Put a run's dead letters back to work; `scrapy crawl SPIDER -a run=RUN` then fetches them."""
    with _redis() as client:
        typer.echo(f"{replay(client, spider, run)} requests go on with: scrapy crawl {spider} -a run={run}")


def _watch(client: Any) -> None:
    earlier: Snapshot | None = None
    with Live(console=Console(), screen=False, auto_refresh=False) as live:
        try:
            while True:
                now = snapshot(client)
                live.update(tables(now, earlier), refresh=True)
                earlier = now
                sleep(WATCH_SECONDS)
        except KeyboardInterrupt:
            return


def tables(now: Snapshot, earlier: Snapshot | None) -> Group:
    """The snapshot as three tables; rates are since the earlier one, else since the run began."""
    return Group(_runs(now), _nodes(now, earlier), _hosts(now))


def _runs(now: Snapshot) -> Table:
    table = Table("spider", "run", "pending", "delayed", "leased", "seen", "done", "dead", title="Runs")
    for run in now.runs:
        counts = (run.pending, run.delayed, run.leased, run.seen, run.acked, run.dead)
        table.add_row(run.spider, run.run, *map(str, counts))
    return table


def _nodes(now: Snapshot, earlier: Snapshot | None) -> Table:
    table = Table("run", "node", "done", "requests/s", "heard", title="Nodes")
    before = (
        {(run.run, identity): node for run in earlier.runs for identity, node in run.nodes.items()} if earlier else {}
    )
    moment = now.taken.timestamp()
    for run in now.runs:
        for identity, node in run.nodes.items():
            since, done = _beginning(run, earlier), 0
            if (run.run, identity) in before:
                done = before[run.run, identity].acked
            rate = (node.acked - done) / max(moment - since, 0.001)
            table.add_row(
                run.run, node.name, str(node.acked), f"{rate:.1f}", f"{max(moment - node.heard, 0):.0f} s ago"
            )
    return table


def _beginning(run: RunReport, earlier: Snapshot | None) -> float:
    return earlier.taken.timestamp() if earlier else run.begun


def _hosts(now: Snapshot) -> Table:
    table = Table("host", "in flight", "next allowed", title="Hosts")
    for host in now.hosts:
        table.add_row(host.host, str(host.in_flight), f"{host.next_allowed:%H:%M:%S}" if host.next_allowed else "now")
    return table
