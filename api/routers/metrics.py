"""Figures for Prometheus."""

import os
from functools import cache

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from api.crawl_figures import CrawlFigures
from api.request_figures import REQUESTS, SECONDS

router = APIRouter(tags=["service"])
EXAMPLE = 'jobspider_postings{source="indeed"} 2000.0\n'


class Figures(Response):
    """Prometheus's text."""

    media_type = "text/plain"


@cache
def registry() -> CollectorRegistry:
    """What is shown: requests, those of all workers of this replica together, and the crawl's figures."""
    made = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(made)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
    else:
        made.register(REQUESTS)
        made.register(SECONDS)
    made.register(CrawlFigures())
    return made


@router.get(
    "/metrics",
    response_class=Figures,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}}}},
)
def metrics() -> Figures:
    """Figures in Prometheus's text format; docs/metrics.md says what each is."""
    return Figures(generate_latest(registry()), headers={"Content-Type": CONTENT_TYPE_LATEST})
