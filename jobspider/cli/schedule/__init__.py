"""`jobspider schedule`: the daemon, and what people do with schedules."""

import logging

import typer

from jobspider.cli.schedule.edit import add, edit, remove
from jobspider.cli.schedule.fire import fire
from jobspider.cli.schedule.show import show
from jobspider.cli.schedule.times import schedule_next
from jobspider.config import config
from jobspider.log_lines import log

schedule_app = typer.Typer(help="When crawls start; without a subcommand: the daemon that starts them.")


@schedule_app.callback(invoke_without_command=True)
def daemon(context: typer.Context) -> None:
    """Start crawls when they are due, on the nodes of JOBSPIDER_SCRAPYD_URLS, until Ctrl-C or SIGTERM."""
    if context.invoked_subcommand is not None:
        return
    from jobspider.schedule.daemon import run_daemon  # noqa: PLC0415  the other commands need no HTTP client

    log(config().log_level, config().log_format)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run_daemon(config())


schedule_app.command("list")(show)
schedule_app.command()(add)
schedule_app.command()(edit)
schedule_app.command()(remove)
schedule_app.command()(fire)
schedule_app.command("next")(schedule_next)
