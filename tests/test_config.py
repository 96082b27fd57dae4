"""Settings: given the environment, then these values or one sentence."""

from pathlib import Path

import pytest

from jobspider.config import config
from jobspider.errors import ConfigError
from jobspider.settings_doc import lines
from tests.crawling import scrapy

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_docs_list_every_setting_as_it_is() -> None:
    assert (DOCS / "settings.md").read_text() == "\n".join(lines()) + "\n"


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_DOWNLOAD_DELAY", "soon")

    with pytest.raises(ConfigError, match="JOBSPIDER_DOWNLOAD_DELAY is 'soon'"):
        config()


def test_a_wrong_value_ends_a_command_with_a_sentence() -> None:
    ended = scrapy("list", batch_size="0")

    assert ended.code == 1
    assert ended.err.startswith("jobspider: JOBSPIDER_BATCH_SIZE is '0'")


def test_a_log_level_is_known_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_LOG_LEVEL", "warning")
    assert config().log_level == "WARNING"

    config.cache_clear()
    monkeypatch.setenv("JOBSPIDER_LOG_LEVEL", "loud")
    with pytest.raises(ConfigError, match="JOBSPIDER_LOG_LEVEL is '"):
        config()


def test_the_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_DATABASE_URL", "mysql+pymysql://user:hunter2@host/db")

    assert "hunter2" not in repr(config())
