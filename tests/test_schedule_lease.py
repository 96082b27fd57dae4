"""Given two daemons and one lease, when they ask for it, then one holds it, and the other once it lapses."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.asyncio import Redis

from jobspider.schedule.leadership import Leadership
from jobspider.schedule.lease import NAME, DatabaseLease, Lease, LockUnavailableError, RedisLease
from jobspider.store import schema
from jobspider.store.engine import create_engine

SHORT, LONG = 0.4, 30.0


@asynccontextmanager
async def redis_lease(url: str) -> AsyncIterator[Lease]:
    redis = Redis.from_url(url)
    await redis.delete(NAME)
    yield RedisLease(redis)
    await redis.aclose()


@asynccontextmanager
async def database_lease(url: str) -> AsyncIterator[Lease]:
    engine = create_engine(url)
    await asyncio.to_thread(schema.upgrade, engine)
    yield DatabaseLease(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", *(pytest.param(kind, marks=pytest.mark.servers) for kind in ("redis", "mariadb"))])
def with_lease(request: pytest.FixtureRequest, tmp_path: Any) -> Callable[[Any], None]:
    """Runs a test with each kind of lease."""
    if request.param == "redis":
        opened = redis_lease(request.getfixturevalue("redis_url"))
    elif request.param == "sqlite":
        opened = database_lease(f"sqlite:///{tmp_path / 'lease.db'}")
    else:
        opened = database_lease(request.getfixturevalue("mariadb_url"))

    async def run(test: Callable[[Lease], Coroutine[Any, Any, None]]) -> None:
        async with opened as lease:
            await test(lease)

    return lambda test: asyncio.run(run(test))


def test_one_owner_holds_it_and_renews_it(with_lease: Callable[[Any], None]) -> None:
    async def test(lease: Lease) -> None:
        assert await lease.hold("a", LONG)
        assert not await lease.hold("b", LONG)
        assert await lease.hold("a", LONG)

    with_lease(test)


def test_it_lapses_and_another_takes_it(with_lease: Callable[[Any], None]) -> None:
    async def test(lease: Lease) -> None:
        assert await lease.hold("a", SHORT)
        await asyncio.sleep(2 * SHORT)
        assert await lease.hold("b", LONG)
        assert not await lease.hold("a", LONG)

    with_lease(test)


def test_only_its_owner_gives_it_back(with_lease: Callable[[Any], None]) -> None:
    async def test(lease: Lease) -> None:
        assert await lease.hold("a", LONG)
        await lease.release("b")
        assert not await lease.hold("b", LONG)
        await lease.release("a")
        assert await lease.hold("b", LONG)

    with_lease(test)


def test_of_many_that_ask_at_once_one_gets_it(with_lease: Callable[[Any], None]) -> None:
    async def test(lease: Lease) -> None:
        got = await asyncio.gather(*(lease.hold(f"owner {number}", LONG) for number in range(8)))
        assert got.count(True) == 1

    with_lease(test)


def test_a_leader_renews_while_it_lives_and_gives_back_at_the_end(with_lease: Callable[[Any], None]) -> None:
    async def test(lease: Lease) -> None:
        async with Leadership(lease, SHORT).kept() as first, Leadership(lease, SHORT).kept() as second:
            await asyncio.sleep(3 * SHORT)
            assert (first.held, second.held) == (True, False)
        assert not first.held
        assert await lease.hold("next", LONG)

    with_lease(test)


def test_a_leader_that_cannot_renew_gives_up_before_another_can_lead() -> None:
    class Gone:
        """A lease whose server goes away after it was taken."""

        taken = False

        async def hold(self, owner: str, seconds: float) -> bool:  # noqa: ARG002
            if self.taken:
                raise LockUnavailableError("the server is away")
            self.taken = True
            return True

        async def release(self, owner: str) -> None:  # noqa: ARG002
            return

    async def test() -> None:
        async with Leadership(Gone(), SHORT).kept() as leading:
            assert leading.held
            await asyncio.sleep(1.2 * SHORT)
            assert not leading.held

    asyncio.run(test())
