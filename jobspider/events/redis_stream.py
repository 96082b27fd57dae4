"""A Redis Stream: one entry an event, in one order for all."""

from collections.abc import Sequence

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from jobspider.errors import BrokerError, ConfigError
from jobspider.events.event import Event

ANSWER_SECONDS = 5


class RedisStream:
    """Adds entries `id`, `type`, `body`; keeps about the last `kept` ones, or all for 0."""

    def __init__(self, url: str, stream: str, kept: int) -> None:
        self._stream = stream
        self._kept = kept or None
        try:
            # No repeats of its own: a batch that is in doubt is repeated as a whole, so that the order stays.
            self._redis = Redis.from_url(
                url, retry=Retry(NoBackoff(), 0), socket_timeout=ANSWER_SECONDS, socket_connect_timeout=2
            )
        except ValueError:
            raise ConfigError("JOBSPIDER_EVENTS_URL is no URL of a Redis: give redis://HOST:6379/0") from None

    def send(self, events: Sequence[Event]) -> None:
        """All of them or none: in one transaction."""
        with self._redis.pipeline(transaction=True) as pipe:
            for event in events:
                entry = {b"id": str(event.id), b"type": event.kind, b"body": event.body}
                pipe.xadd(self._stream, entry, maxlen=self._kept, approximate=True)  # type: ignore[arg-type]
            try:
                pipe.execute()
            except RedisError as error:
                raise BrokerError(f"the Redis of JOBSPIDER_EVENTS_URL takes no events now: {error}") from error

    def close(self) -> None:
        """Closes its connections."""
        self._redis.close()
