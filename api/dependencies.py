"""What a request may ask for."""

from collections.abc import Iterator

from sqlalchemy import Connection

from jobspider.config import config
from jobspider.store.engine import shared_engine


def connection() -> Iterator[Connection]:
    """A connection for one request."""
    with shared_engine(config().database_url.get_secret_value()).connect() as opened:
        yield opened
