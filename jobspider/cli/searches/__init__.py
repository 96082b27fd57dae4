"""`jobspider searches`: what is crawled again and again."""

import typer

from jobspider.cli.searches.edit import add, disable, enable, remove
from jobspider.cli.searches.load import load
from jobspider.cli.searches.show import queues, show

searches_app = typer.Typer(no_args_is_help=True, help="What is crawled again and again: spiders with their arguments.")

searches_app.command()(add)
searches_app.command("list")(show)
searches_app.command("import")(load)
searches_app.command()(remove)
searches_app.command()(enable)
searches_app.command()(disable)
searches_app.command("show")(queues)
