"""Given companies, when results name them, then what is known is given and what is not is asked for once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis
from sqlalchemy import Engine, delete

from jobspider.planner.companies import Companies, Company, company_key
from jobspider.tables import companies

pytestmark = pytest.mark.servers

LINK = "https://board.example/companies/acme"
ACME = Company("ACME  & Sons", url="https://acme.example", size="11-50")


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
        assert sorted(threads.map(lambda node: node.link_to_ask("Acme & Sons", "", LINK) or "", nodes)).count(LINK) == 1
    assert [node.find("acme & sons") for node in nodes] == [None] * 4

    nodes[0].remember([ACME, Company("N/A")])
    nodes[1].remember([Company("Acme & sons", industry="Anvils")])
    known = Company("Acme & sons", "https://acme.example", "Anvils", "11-50")
    assert [node.find("ACME & Sons") for node in nodes] == [known] * 4
    assert not any(node.link_to_ask("ACME & Sons", "run", LINK) for node in nodes)
    assert not nodes[0].link_to_ask("confidential", "run", LINK)


def test_all_of_a_run_are_told_the_first_one_s_address_and_no_other_run_is(engine: Engine, redis: Redis) -> None:
    dead, alive = Companies(engine, redis), Companies(engine, redis)

    assert dead.link_to_ask("Acme", "run-1", LINK) == LINK
    assert alive.link_to_ask("ACME", "run-1", f"{LINK}?from=another-page") == LINK
    assert alive.link_to_ask("Acme", "run-2", LINK) is None
    (key,) = redis.keys("jobspider:company:*:asked")
    redis.set(key, b"\xff")
    assert alive.link_to_ask("Acme", "run-1", LINK) is None


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
    assert gone.link_to_ask("somebody else", "run", LINK)
    assert not gone.link_to_ask("Somebody  else", "run", LINK)


def test_names_that_name_the_same_company_have_one_key() -> None:
    assert company_key("  ACME & Sons ") == company_key("Acme & sons")
    assert company_key("n/a") == ""
