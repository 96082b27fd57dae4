"""uvicorn with jobspider's settings: what `jobspider api` runs."""

import os
import tempfile
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from api.protocol import BoundedHttp
from api.session.secret import of_workers
from jobspider.config import Config, config

IDLE_SECONDS = 65
"""How long an idle connection stays open: longer than a proxy keeps it, so that the proxy closes it first."""
GRACE_SECONDS = 30
"""How long requests that are under way may take when the process ends."""
BACKLOG = 2048


def serve(host: str, port: int, workers: int) -> None:
    """Until SIGTERM or Ctrl-C. Several workers share the port, and /metrics sums up what they count."""
    if workers > 1:
        with tempfile.TemporaryDirectory(prefix="jobspider-metrics-") as folder:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            os.environ.update(of_workers(config()))
            made = _uvicorn(config(), host, port, workers)
            Multiprocess(made, sockets=[made.bind_socket()]).run()
        return
    uvicorn.Server(_uvicorn(config(), host, port, 1)).run()


def _uvicorn(settings: Config, host: str, port: int, workers: int) -> uvicorn.Config:
    proxies = settings.api_trusted_proxies
    return uvicorn.Config(
        "api.app:app",
        host=host,
        port=port,
        workers=workers,
        http=BoundedHttp,
        log_config=logging_settings(settings.log_level, settings.log_format),
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[each.strip() for each in proxies.split(",")],
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
    )


def logging_settings(level: str, kind: str) -> dict[str, Any]:
    """Requests as bare lines of JSON on standard output; everything else with the request's id, and as `kind` says."""
    plain = {"level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "asgi_correlation_id.CorrelationIdFilter", "default_value": "-"}},
        "formatters": {
            "bare": {"format": "%(message)s"},
            "text": {"format": "%(asctime)s %(levelname)s [%(correlation_id)s] %(name)s: %(message)s"},
            "json": {"()": "jobspider.log_lines.JsonLines"},
        },
        "handlers": {
            "requests": {"class": "logging.StreamHandler", "formatter": "bare", "stream": "ext://sys.stdout"},
            "rest": {
                "class": "logging.StreamHandler",
                "formatter": kind,
                "filters": ["request"],
                "stream": "ext://sys.stdout" if kind == "json" else "ext://sys.stderr",
            },
        },
        "loggers": {
            "jobspider.api.access": {**plain, "handlers": ["requests"]},
            "alembic": {"level": "WARNING"},
            "asgi_correlation_id": {"level": "ERROR"},
        },
        "root": {"level": level, "handlers": ["rest"]},
    }
