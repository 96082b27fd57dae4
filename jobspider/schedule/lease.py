"""The lock that the leading daemon holds: in Redis, or in the database where there is no Redis.

It can be beaten: a leader that sleeps for longer than its lease wakes up beside its successor. That costs nothing,
since an occurrence is one row, its run's id is made of it, and the run's second process on a node finds it shared or
finished; the lock only spares the work of two.
"""

from asyncio import to_thread
from datetime import UTC, datetime
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, Engine

from jobspider.errors import JobspiderError, StoreUnavailableError
from jobspider.store.locks import hold, is_held, release
from jobspider.store.transaction import in_transaction

NAME = "jobspider:schedule:leader"
HOLD = """
-- Takes the free lock, or renews our own; 1 when it is ours.  KEYS 1: the lock   ARGV 1: owner, 2: milliseconds
if redis.call('TYPE', KEYS[1]).ok ~= 'string' or redis.call('PTTL', KEYS[1]) == -1 then
  redis.call('DEL', KEYS[1]) -- another type, or no end: nobody of ours, and it would keep all from leading
end
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
RELEASE = """
-- Gives the lock back if it is ours.  KEYS 1: the lock   ARGV 1: owner
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class Lease(Protocol):
    """A lock for some seconds; `owner` is a token that no two processes share."""

    async def hold(self, owner: str, seconds: float) -> bool:
        """Takes or renews it; whether it is the owner's now. A JobspiderError when nobody can say."""

    async def release(self, owner: str) -> None:
        """Gives it back, if it is the owner's."""


class LockUnavailableError(JobspiderError):
    """Redis cannot say who leads."""

    status = 503


class RedisLease:
    """By Redis's clock."""

    def __init__(self, redis: Redis) -> None:
        self._hold = redis.register_script(HOLD)
        self._release = redis.register_script(RELEASE)

    async def hold(self, owner: str, seconds: float) -> bool:
        """As `Lease`."""
        try:
            return bool(await self._hold(keys=[NAME], args=[owner, int(seconds * 1000)]))
        except RedisError as error:
            raise LockUnavailableError(f"Redis cannot say who leads ({type(error).__name__}): check it") from None

    async def release(self, owner: str) -> None:
        """As `Lease`; without Redis it lapses by itself."""
        try:
            await self._release(keys=[NAME], args=[owner])
        except RedisError:
            return


class DatabaseLease:
    """By the clocks of the daemons, which have to agree within the lease's length."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def hold(self, owner: str, seconds: float) -> bool:
        """As `Lease`."""
        return await to_thread(
            in_transaction, self._engine, lambda database: hold(database, NAME, owner, seconds, datetime.now(UTC))
        )

    async def release(self, owner: str) -> None:
        """As `Lease`; without a database it lapses by itself."""
        try:
            await to_thread(in_transaction, self._engine, lambda database: release(database, NAME, owner))
        except StoreUnavailableError:
            return


def somebody_leads(connection: Connection, redis: Any | None) -> bool:
    """Whether a daemon holds the lock now; `redis`: a blocking client, where the lock is there. Raises RedisError."""
    return is_held(connection, NAME, datetime.now(UTC)) if redis is None else bool(redis.exists(NAME))
