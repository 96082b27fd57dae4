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
    """Serve the REST API; its documentation is at /docs."""
    refuse_to_serve_nothing()
    # Named as a string, since this is the one place where the core starts what stands above it.
    serve = import_module("api.server").serve
    serve(host, port, workers)


def refuse_to_serve_nothing() -> None:
    """Raises DatabaseSchemaError unless the database can be read as it is; makes and migrates nothing."""
    engine = create_engine(config().database_url.get_secret_value())
    if current(engine) is None:
        raise DatabaseSchemaError("there is nothing to serve yet: crawl first, or run `jobspider db upgrade`")
    check(engine)
    engine.dispose()
