"""Given a database that cannot be used when a crawl begins, when it can at the end, then the run is on record."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.utils.test import get_crawler

from jobspider.config import config
from jobspider.extensions.run_record import RunRecord
from jobspider.store.engine import shared_engine
from jobspider.store.schema import upgrade
from jobspider.tables import run_nodes, runs
from tests.crawling import rows


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database without tables, which cannot be used for now."""
    found = f"sqlite:///{tmp_path / 'jobspider.db'}"
    monkeypatch.setenv("JOBSPIDER_DATABASE_URL", found)
    config.cache_clear()
    yield found
    config.cache_clear()


def test_a_run_is_put_on_record_at_the_end_where_it_could_not_be_at_the_beginning(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Nothing(Spider):
        name = "nothing"

    crawler = get_crawler(Nothing)
    record = RunRecord.from_crawler(crawler)
    with caplog.at_level(logging.WARNING):
        record.spider_opened(Nothing(run="late"))
    upgrade(shared_engine(url))
    crawler.stats.set_value("downloader/response_count", 1)
    record.spider_closed("finished")

    assert "run late is put on record when it ends" in caplog.text
    ((run,), (node,)) = rows(url, runs), rows(url, run_nodes)
    assert (run["id"], run["spider"], run["finished_at"] is None) == ("late", "nothing", False)
    assert (node["run_id"], node["outcome"]) == ("late", run["outcome"])
    assert run["started_at"] < run["finished_at"]
