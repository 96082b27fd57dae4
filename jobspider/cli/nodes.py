"""`jobspider nodes`."""

from pathlib import Path
from typing import Annotated

import typer

from jobspider.sample.nodes import Ports, run_nodes


def nodes(
    folder: Annotated[Path, typer.Option(help="Where the nodes, the servers and their logs live.")] = Path(".run"),
    port: Annotated[int, typer.Option(help="Port of the API.")] = 8000,
    scrapydweb_port: Annotated[int, typer.Option(help="Port of ScrapydWeb, where it is installed.")] = 5000,
    scrapyd_ports: Annotated[tuple[int, int], typer.Option(help="Ports of the Scrapyd nodes.")] = (6800, 6801),
) -> None:
    """Start Redis, MariaDB, two Scrapyd nodes, ScrapydWeb, the daemon, a worker and the API, until Ctrl-C."""
    run_nodes(folder, Ports(port, scrapydweb_port, scrapyd_ports))
