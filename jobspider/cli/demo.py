"""`jobspider demo`."""

from typing import Annotated

import typer

from jobspider.sample.demo import run_demo


def demo(
    postings: Annotated[int, typer.Option(help="Size of the sample board.")] = 2000,
) -> None:
    """Crawl a sample job board on this machine into the database, and show what was found."""
    raise typer.Exit(run_demo(postings))
