"""Given companies, when results name them, then what is known is given and what is not is asked for once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from sqlalchemy import Engine, delete

from jobspider.planner.companies import Companies, Company, company_key
from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.tables import companies

pytestmark = pytest.mark.servers

ACME = Company("ACME  & Sons", url="https://acme.example", size="11-50")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    for key in client.scan_iter(match="jobspider:company:*"):
        client.delete(key)
    client.close()


def test_a_company_is_asked_for_once_over_all_nodes_and_known_afterwards(engine: Engine, redis: Redis) -> None:
    nodes = [Companies(engine), Companies(engine, redis), Companies(engine, redis), Companies(engine)]

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(lambda node: node.may_ask("Acme & Sons"), nodes)).count(True) == 1
    assert [node.find("acme & sons") for node in nodes] == [None] * 4

    nodes[0].remember([ACME, Company("N/A")])
    nodes[1].remember([Company("Acme & sons", industry="Anvils")])
    known = Company("Acme & sons", "https://acme.example", "Anvils", "11-50")
    assert [node.find("ACME & Sons") for node in nodes] == [known] * 4
    assert not any(node.may_ask("ACME & Sons") for node in nodes)
    assert not nodes[0].may_ask("confidential")


def test_redis_is_a_cache_only(engine: Engine, redis: Redis) -> None:
    cached, gone = Companies(engine, redis), Companies(engine, Redis.from_url("redis://127.0.0.1:9"))
    cached.remember([ACME])

    assert cached.find("acme & sons") == ACME
    with engine.begin() as connection:
        connection.execute(delete(companies))
    assert cached.find("acme & sons") == ACME
    for key in redis.scan_iter(match="jobspider:company:*"):
        redis.set(key, "[1]")
    assert cached.find("acme & sons") is None

    gone.remember([ACME])
    assert gone.find("acme & sons") == ACME
    assert gone.may_ask("somebody else")
    assert not gone.may_ask("Somebody  else")


def test_names_that_name_the_same_company_have_one_key() -> None:
    assert company_key("  ACME & Sons ") == company_key("Acme & sons")
    assert company_key("n/a") == ""
