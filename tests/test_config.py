"""Settings: given the environment, then these values or one sentence."""

from pathlib import Path

import pytest

from jobspider import secret_files
from jobspider.config import config
from jobspider.errors import ConfigError
from jobspider.secret_files import secret_file
from jobspider.settings_doc import lines
from tests.crawling import jobspider, scrapy

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_docs_list_every_setting_as_it_is() -> None:
    assert (DOCS / "settings.md").read_text() == "\n".join(lines()) + "\n"


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_DOWNLOAD_DELAY", "soon")

    with pytest.raises(ConfigError, match="JOBSPIDER_DOWNLOAD_DELAY is 'soon'"):
        config()


@pytest.mark.servers
def test_a_wrong_value_ends_a_command_with_a_sentence() -> None:
    ended = scrapy("list", batch_size="0")

    assert ended.code == 2
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


@pytest.mark.parametrize("contact", ["", "you@example.org", "mailto:you@example.org", "https://example.org/crawler"])
def test_a_contact_is_an_address_or_a_page(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_CONTACT", contact)

    assert config().contact == contact


@pytest.mark.parametrize("contact", ["me", "@", "example.org", "ftp://example.org", "you@example.org\nX-Header: 1"])
def test_a_contact_that_reaches_nobody_is_refused(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPIDER_CONTACT", contact)

    with pytest.raises(ConfigError, match=r"JOBSPIDER_CONTACT is .*: give an e-mail address or an http"):
        config()


def test_a_misspelt_setting_is_warned_about_once_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("JOBSPIDER_DOWNLOD_DELAY", "1")
    monkeypatch.setenv("JOBSPIDER_IMAGE", "jobspider:1")

    config()
    config()

    (line,) = caplog.messages
    assert line.startswith("JOBSPIDER_DOWNLOD_DELAY is no setting of jobspider and is ignored: ")
    assert line.endswith("did you mean JOBSPIDER_DOWNLOAD_DELAY?")


def test_a_misspelt_setting_in_the_env_file_is_warned_about_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / ".env").write_text("JOBSPIDER_XYZ=1\nJOBSPIDER_BATCH_SIZE=7\nOTHER=2\n")
    monkeypatch.chdir(tmp_path)

    assert config().batch_size == 7
    assert caplog.messages == [
        "JOBSPIDER_XYZ is no setting of jobspider and is ignored: docs/settings.md lists every setting"
    ]


@pytest.mark.servers
def test_a_misspelt_setting_shows_on_standard_error() -> None:
    ended = scrapy("list", databse_url="sqlite:///x.db")

    assert ended.code == 0
    assert ended.err.count("did you mean JOBSPIDER_DATABASE_URL?") == 1


@pytest.mark.servers
def test_a_wrong_value_ends_the_program_with_2_as_well() -> None:
    ended = jobspider("db", "status", database_url="postgresql://host/db")

    assert ended.code == 2
    assert "JOBSPIDER_DATABASE_URL names the database kind" in ended.err


def test_a_secret_is_read_from_its_file_unless_the_environment_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_files, "FOLDER", tmp_path)
    (tmp_path / "jobspider_redis_url").write_text("redis://:s3cret@redis/0\n")
    (tmp_path / "jobspider_database_url").write_text("mysql+pymysql://from-a-file@db/jobspider")
    monkeypatch.setenv("JOBSPIDER_DATABASE_URL", "sqlite:///from-the-environment.db")

    redis = config().redis_url

    assert redis is not None
    assert redis.get_secret_value() == "redis://:s3cret@redis/0"
    assert config().database_url.get_secret_value() == "sqlite:///from-the-environment.db"
    assert secret_file("jobspider_redis_url") == "redis://:s3cret@redis/0"
    assert secret_file("no_such_secret") == ""


def test_a_secret_of_the_examples_is_refused_without_being_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secret_files, "FOLDER", tmp_path)
    (tmp_path / "jobspider_secret").write_text("Change-Me with more")

    with pytest.raises(
        ConfigError, match=r"JOBSPIDER_SECRET is wrong: it is still the example's `change-me`"
    ) as refused:
        config()

    assert "with more" not in str(refused.value)


def test_a_secret_without_a_text_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Docker keeps no empty secrets, so deploy/secrets.sh keeps a blank line."""
    (tmp_path / "jobspider_events_url").write_text("\n")
    monkeypatch.setattr(secret_files, "FOLDER", tmp_path)
    monkeypatch.setenv("JOBSPIDER_REDIS_URL", "")

    assert config().events_url is None
    assert config().redis_url is None
