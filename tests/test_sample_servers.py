"""Throwaway servers: real ones, quick to come, gone without a trace."""

from pathlib import Path

import pymysql
import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from jobspider.sample.servers import MissingServerError, ServerStartError, mariadb_server, redis_server

pytestmark = pytest.mark.servers


def test_redis_keeps_what_it_is_given_and_is_gone_afterwards(redis_url: str) -> None:
    with redis_server("--maxmemory", "64mb") as url, Redis.from_url(url) as client:
        assert url != redis_url
        client.set("posting", "kept")
        assert client.get("posting") == b"kept"
        assert client.config_get("maxmemory") == {"maxmemory": str(64 * 1024 * 1024)}
        folder = Path(client.config_get("dir")["dir"])
        assert folder.is_dir()
    assert not folder.exists()
    with Redis.from_url(url) as client, pytest.raises(RedisConnectionError):
        client.ping()


def test_mariadb_answers_by_its_url_and_is_gone_afterwards(mariadb: str) -> None:
    with mariadb_server("--innodb-flush-log-at-trx-commit=0") as url:
        assert url != mariadb
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE places (name VARCHAR(20))"))
            connection.execute(text("INSERT INTO places VALUES ('Łódź 🙂')"))
            assert connection.scalar(text("SELECT name FROM places")) == "Łódź 🙂"
            assert connection.scalar(text("SELECT @@innodb_flush_log_at_trx_commit")) == 0
            folder = Path(connection.scalar(text("SELECT @@datadir")) or "")
        engine.dispose()
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(pymysql.OperationalError):
        pymysql.connect(host="127.0.0.1", port=make_url(url).port or 0, user="root")


def test_a_server_that_does_not_come_up_says_why(redis_url: str) -> None:
    with pytest.raises(ServerStartError, match="no-such-option"), redis_server("--no-such-option", "1"):
        pass


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobspider.sample.servers.SERVER_PATH", "/nonexistent")
    with pytest.raises(MissingServerError, match="mariadb-server"), mariadb_server():
        pass
    with pytest.raises(MissingServerError, match="redis-server"), redis_server():
        pass
