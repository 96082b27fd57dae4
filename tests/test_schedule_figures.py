"""Given postings of earlier days, when daemons run, then each day is counted once, and missed days are caught up on."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from jobspider.sample.servers import free_port
from jobspider.schedule.figures import DailyFigures, settled
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.tables import daily_rollups
from tests.crawling import rows
from tests.scheduling import daemon, wait_for
from tests.searching import posting


@pytest.mark.servers
def test_two_daemons_roll_each_missed_day_up_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'daily.db'}"
    engine = create_engine(url)
    upgrade(engine)
    seen = settled() - timedelta(days=3)
    upsert(engine, [posting(number) for number in range(9)], seen)
    days = [settled().date() - timedelta(days=ago) for ago in (1, 2, 3)]
    settings = {"database_url": url, "scrapyd_urls": f"http://127.0.0.1:{free_port()}", "schedule_tick_seconds": "0.2"}

    with daemon(tmp_path, **settings) as first, daemon(tmp_path, **settings) as second:
        wait_for(lambda: len(rows(url, daily_rollups)) == 3, 60, lambda: first.log + second.log)
        wait_for(lambda: "this daemon leads" in first.log + second.log)
        wait_for(lambda: (first.log + second.log).count("rolled up") == 3, 20, lambda: first.log + second.log)

    assert sorted(row["day"] for row in rows(url, daily_rollups)) == sorted(days)
    engine.dispose()


def test_a_day_that_is_missing_later_is_caught_up_on_and_trouble_is_a_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'daily.db'}")
    figures = DailyFigures(engine)
    figures.look()
    figures.stop()
    assert "daily figures wait: " in caplog.text
    assert "jobspider db upgrade" in caplog.text

    upgrade(engine)
    upsert(engine, [posting(1)], datetime.now(UTC) - timedelta(days=2))
    for _ in range(2):
        again = DailyFigures(engine)
        again.look()
        again.look()
        again._thread.join()  # type: ignore[union-attr]
        assert len(rows(str(engine.url), daily_rollups)) == 2
        with engine.begin() as connection:
            connection.execute(delete(daily_rollups))
    engine.dispose()
