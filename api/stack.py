"""The middleware, outermost first."""

from asgi_correlation_id import CorrelationIdMiddleware
from starlette.middleware import Middleware

from api.middleware.bounds import Bounds
from api.middleware.failures import Failures


def middleware() -> list[Middleware]:
    """In the order in which a request passes."""
    return [
        Middleware(CorrelationIdMiddleware),
        Middleware(Bounds, url_bytes=8192, body_bytes=1_000_000),
        Middleware(Failures),
    ]
