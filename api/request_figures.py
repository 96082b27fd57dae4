"""What is counted of requests for /metrics."""

from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each one, of which nobody asks

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter(
    "jobspider_api_requests", "Requests that the API has answered.", ("method", "route", "status"), registry=None
)
SECONDS = Histogram(
    "jobspider_api_request_duration_seconds",
    "Seconds from a request's arrival to the end of its answer.",
    ("method", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)


def note(method: str, route: str, status: int, seconds: float) -> None:
    """Counts one; methods that nobody knows are one, since a stranger chooses them."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, route, str(status)).inc()
    SECONDS.labels(known, route).observe(seconds)
