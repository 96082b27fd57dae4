"""`jobspider api`."""

from importlib import import_module
from typing import Annotated

import typer

from jobspider.config import config
from jobspider.errors import DatabaseSchemaError
from jobspider.store.engine import create_engine
from jobspider.store.schema import check, current


def api(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1,
) -> None:
    """Serve the pages and the REST API, whose documentation is at /docs."""
    refuse_to_serve_nothing()
    # Standard output is for requests, a line of JSON each.
    typer.echo(f"The pages: {address(host, port)}/ - the REST API: {address(host, port)}/docs", err=True)
    # Named as a string, since this is the one place where the core starts what stands above it.
    serve = import_module("api.server").serve
    serve(host, port, workers)


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine, where `host` may stand for all of its addresses."""
    known = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{known}:{port}"


def refuse_to_serve_nothing() -> None:
    """Raises DatabaseSchemaError unless the database can be read as it is; makes and migrates nothing."""
    engine = create_engine(config().database_url.get_secret_value())
    if current(engine) is None:
        raise DatabaseSchemaError("there is nothing to serve yet: crawl first, or run `jobspider db upgrade`")
    check(engine)
    engine.dispose()
