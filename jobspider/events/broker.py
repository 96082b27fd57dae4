"""Where events go: what every broker promises, and which one a URL means."""

from collections.abc import Sequence
from typing import Protocol

from jobspider.config import Config
from jobspider.errors import ConfigError
from jobspider.events.event import Event


class Broker(Protocol):
    """Somebody who keeps events for their consumers."""

    def send(self, events: Sequence[Event]) -> None:
        """Returns when the broker has them all; takes SEND_SECONDS at most. No two are of one posting.

        Raises BrokerError when it may have some of them, or none.
        """

    def close(self) -> None:
        """Lets go of connections."""


SEND_SECONDS = 8
"""How long a batch may take; the relay's claim lasts longer."""


def broker_of(settings: Config) -> Broker:
    """The one of JOBSPIDER_EVENTS_URL, which is set; not connected yet. Raises ConfigError, MissingExtraError."""
    assert settings.events_url is not None
    url = settings.events_url.get_secret_value()
    if url.startswith(("redis://", "rediss://")):
        from jobspider.events.redis_stream import RedisStream  # noqa: PLC0415  the other one's packages may be missing

        return RedisStream(url, settings.events_stream, settings.events_kept)
    if url.startswith("kafka://"):
        from jobspider.events.kafka import Kafka  # noqa: PLC0415

        return Kafka(url, settings.events_stream)
    raise ConfigError("JOBSPIDER_EVENTS_URL is no URL of a broker: give redis://HOST:6379/0 or kafka://HOST:9092")
