"""The middleware, outermost first."""

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api.middleware.access import Access
from api.middleware.bounds import Bounds
from api.middleware.draining import Draining
from api.middleware.failures import Failures
from api.middleware.head import Head
from api.middleware.headers import SecurityHeaders
from api.middleware.journal import Journal
from api.middleware.time_limit import TimeLimit
from api.rate import Counter
from jobspider.config import Config

READABLE = ["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]
"""Headers that scripts of other origins may read."""
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
MINIMUM_COMPRESSED = 1000
"""Bytes below which gzip saves no packet."""
FAST = 5
"""gzip's level: nearly as small as 9 in a third of the time."""


def middleware(settings: Config) -> list[Middleware]:
    """In the order in which a request passes."""
    redis_url = settings.redis_url.get_secret_value() if settings.redis_url else None
    return [
        Middleware(CorrelationIdMiddleware),
        Middleware(Journal),
        Middleware(Draining),
        Middleware(SecurityHeaders),
        *_cors(settings.api_cors_origins),
        Middleware(GZipMiddleware, minimum_size=MINIMUM_COMPRESSED, compresslevel=FAST),
        Middleware(Bounds, url_bytes=settings.api_url_bytes, body_bytes=settings.api_body_bytes),
        Middleware(Head),
        Middleware(TimeLimit, seconds=settings.api_seconds),
        Middleware(Failures),
        Middleware(
            Access,
            counter=Counter(redis_url),
            per_address=settings.api_requests_per_minute,
            per_key=settings.api_key_requests_per_minute,
            unlimited=settings.api_unlimited,
        ),
    ]


def _cors(origins: str) -> list[Middleware]:
    """Keys are sent as a header and never by the browser itself, so no credentials are allowed."""
    allowed = [each for each in map(str.strip, origins.split(",")) if each]
    if not allowed:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=METHODS,
            allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"],
            expose_headers=READABLE,
            max_age=3600,
        )
    ]
