"""The crawl's figures for /metrics, from the database and the frontier: the same on every replica."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api import frontier_watch
from api.dependencies import engine
from api.kept import Kept
from jobspider.search.figures import (
    deliveries_by_state,
    last_successes,
    latest_outcomes,
    oldest_task,
    runs_by_outcome,
    searches_due_since,
)
from jobspider.store.outbox import depth
from jobspider.store.read import count_by_source
from jobspider.store.totals import EVENTS_DELIVERED, EVENTS_FAILED, totals_of

logger = logging.getLogger("jobspider.api")

KEPT_SECONDS = 30.0
"""However often and from however many places it is scraped, the database is asked so often."""
POSTINGS_SECONDS = 300.0
"""Counting a million postings walks over an index of them all."""
STATES = ("pending", "delayed", "leased", "dead")


@dataclass(frozen=True)
class Recorded:
    """What the database says of runs, of what is due, and of events and messages on their way."""

    runs: Mapping[tuple[str, str], int]
    successes: Mapping[str, datetime]
    events: int
    oldest_event: datetime | None
    deliveries: Mapping[str, int]
    latest: Mapping[str, str]
    due_since: Mapping[str, datetime]
    oldest_task: datetime | None
    totals: Mapping[str, int]


def _recorded() -> Recorded:
    with engine().connect() as connection:
        return Recorded(
            runs_by_outcome(connection),
            last_successes(connection),
            *depth(connection),
            deliveries_by_state(connection),
            latest_outcomes(connection),
            searches_due_since(connection),
            oldest_task(connection),
            totals_of(connection),
        )


def _postings() -> Mapping[str, int]:
    with engine().connect() as connection:
        return count_by_source(connection)


class CrawlFigures(Collector):
    """Reads when it is scraped; what cannot be read is left out, and `jobspider_up` says so."""

    def __init__(self) -> None:
        self._recorded = Kept(_recorded, KEPT_SECONDS)
        self._postings = Kept(_postings, POSTINGS_SECONDS)

    def describe(self) -> Iterator[Metric]:
        """Nothing is read to be registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """All families, then what could be read."""
        up = GaugeMetricFamily("jobspider_up", "Whether a part that figures are read from answers.", labels=["part"])
        for part, families in (("database", self._of_database), ("frontier", _of_frontier)):
            try:
                yield from families()
                up.add_metric([part], 1)
            except Exception as error:
                logger.warning("figures of the %s cannot be read: %s", part, error)
                up.add_metric([part], 0)
        yield up

    def _of_database(self) -> list[Metric]:
        recorded, now = self._recorded.get(), datetime.now(UTC)
        runs = _family("runs", "Recorded runs by how they ended; running: not yet.", "source", "outcome")
        for (source, outcome), number in recorded.runs.items():
            runs.add_metric([source, outcome], number)
        age = _family("last_success_age_seconds", "Seconds since the last successful run of a source ended.", "source")
        for source, ended in recorded.successes.items():
            age.add_metric([source], max(0.0, (now - ended).total_seconds()))
        postings = _family("postings", "Postings in the database, closed ones too.", "source")
        for source, number in self._postings.get().items():
            postings.add_metric([source], number)
        return [runs, age, postings, *_of_work(recorded, now), *_on_their_way(recorded, now)]


def _of_work(recorded: Recorded, now: datetime) -> list[GaugeMetricFamily]:
    latest = _family(
        "latest_run", "1 for the outcome of a source's last run that was not cancelled.", "source", "outcome"
    )
    for source, outcome in recorded.latest.items():
        latest.add_metric([source, outcome], 1)
    overdue = _family(
        "search_overdue_seconds", "Seconds for which a source's most overdue search has been due.", "source"
    )
    for source, due in recorded.due_since.items():
        overdue.add_metric([source], max(0.0, (now - due).total_seconds()))
    oldest = _family(
        "task_oldest_seconds", "Seconds since the oldest unfinished task was posted; 0: none is unfinished."
    )
    oldest.add_metric([], max(0.0, (now - (recorded.oldest_task or now)).total_seconds()))
    return [latest, overdue, oldest]


def _on_their_way(recorded: Recorded, now: datetime) -> list[Metric]:
    waiting = _family("outbox_waiting", "Events that wait to be delivered.")
    waiting.add_metric([], recorded.events)
    oldest = _family("outbox_oldest_seconds", "Seconds since what the oldest waiting event tells of; 0: none waits.")
    oldest.add_metric([], max(0.0, (now - (recorded.oldest_event or now)).total_seconds()))
    deliveries = _family("alert_deliveries", "Messages of alerts by what became of them.", "state")
    for state, number in recorded.deliveries.items():
        deliveries.add_metric([state], number)
    delivered, failed = (
        CounterMetricFamily(f"jobspider_{name}", sentence, value=recorded.totals.get(name, 0))
        for name, sentence in (
            (EVENTS_DELIVERED, "Events that JOBSPIDER_EVENTS_URL has taken; repeats count again."),
            (EVENTS_FAILED, "Events that it did not take, for each attempt."),
        )
    )
    return [waiting, oldest, deliveries, delivered, failed]


def _of_frontier() -> list[GaugeMetricFamily]:
    found = frontier_watch.latest()
    requests = _family("frontier_requests", "Requests in the shared frontier by state.", "source", "state")
    acknowledged = _family("frontier_acknowledged", "Requests done in the runs that the frontier knows.", "source")
    hosts = _family("frontier_hosts", "Hosts that the shared frontier knows.")
    if found is None:
        return [requests, acknowledged, hosts]
    sums: dict[tuple[str, str], int] = {}
    done: dict[str, int] = {}
    for run in found.runs:
        done[run.spider] = done.get(run.spider, 0) + run.acked
        for state in STATES:
            sums[run.spider, state] = sums.get((run.spider, state), 0) + int(getattr(run, state))
    for labels, number in sums.items():
        requests.add_metric(list(labels), number)
    for source, number in done.items():
        acknowledged.add_metric([source], number)
    hosts.add_metric([], len(found.hosts))
    return [requests, acknowledged, hosts]


def _family(name: str, sentence: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"jobspider_{name}", sentence, labels=list(labels))
