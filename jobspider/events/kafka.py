"""Kafka: a message an event, those of one posting in one partition and in order."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from jobspider.errors import BrokerError, ConfigError, MissingExtraError
from jobspider.events.broker import SEND_SECONDS
from jobspider.events.event import Event

try:
    from confluent_kafka import KafkaError, KafkaException, Message, Producer
except ImportError as missing:
    raise MissingExtraError(
        "JOBSPIDER_EVENTS_URL=kafka://… needs confluent-kafka: pip install confluent-kafka"
    ) from missing

DELIVERY_SECONDS = 5
"""After so long librdkafka gives a message up, so that every one has its end within SEND_SECONDS."""
OURS: dict[str, Any] = {
    "enable.idempotence": True,  # and so acks=all, and no reordering by its own repeats
    "message.timeout.ms": DELIVERY_SECONDS * 1000,
    "socket.timeout.ms": 3000,
    "linger.ms": 5,
    "log_level": 2,  # what goes wrong is our own sentence
}


class Kafka:
    """Sends to the topic, keyed by the posting's id."""

    def __init__(self, url: str, topic: str) -> None:
        self._topic = topic
        self._options = {**options(url), **OURS}
        self._producer: Producer | None = None

    def send(self, events: Sequence[Event]) -> None:
        """Waits for each message's end."""
        failed: list[KafkaError] = []

        def ended(error: KafkaError | None, _: Message) -> None:
            if error is not None:
                failed.append(error)

        try:
            producer = self._connected()
            for event in events:
                headers: Any = {"id": str(event.id), "type": event.kind}
                key = str(event.posting_id).encode()
                producer.produce(self._topic, event.body, key, headers=headers, on_delivery=ended)
            left = producer.flush(SEND_SECONDS)
        except (KafkaException, BufferError) as error:
            self.close()
            raise BrokerError(f"the Kafka of JOBSPIDER_EVENTS_URL takes no events now: {error}") from error
        if left or any(error.fatal() for error in failed):
            self.close()  # what it still holds must not arrive after what is sent next
        if left or failed:
            # Otherwise the connection stays: a distant broker's takes longer to begin than a message may take.
            why = failed[0].str() if failed else "no answer"
            raise BrokerError(f"the Kafka of JOBSPIDER_EVENTS_URL takes no events now: {why}")

    def _connected(self) -> Producer:
        if self._producer is None:
            try:
                self._producer = Producer(self._options)
            except KafkaException as error:
                raise ConfigError(f"JOBSPIDER_EVENTS_URL: librdkafka refuses its options: {error}") from None
        return self._producer

    def close(self) -> None:
        """Forgets what was not sent."""
        if self._producer is not None:
            self._producer.purge()
            self._producer = None


def options(url: str) -> dict[str, Any]:
    """librdkafka's options from `kafka://HOST:9092,HOST:9092?security.protocol=SASL_SSL&…`. Raises ConfigError."""
    parts = urlsplit(url)
    if not parts.netloc or "@" in parts.netloc or parts.path.strip("/"):
        raise ConfigError("JOBSPIDER_EVENTS_URL: give kafka://HOST:9092,HOST:9092 and options as ?sasl.username=…")
    return {**dict(parse_qsl(parts.query)), "bootstrap.servers": parts.netloc}
