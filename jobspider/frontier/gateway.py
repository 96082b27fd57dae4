"""The way to Redis: one server, or the masters of a Redis Cluster; ACL user and TLS come from the URL."""

from collections.abc import Sequence
from typing import Any

from redis.asyncio import ConnectionPool, Redis, RedisCluster
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import MovedError, NoPermissionError, NoScriptError, RedisError

from jobspider.frontier.keys import hosts_key
from jobspider.frontier.options import Options
from jobspider.frontier.scripts import Script, script

WAIT_MS = 500  # how long a replica may take to confirm a batch before the batch is sent again
LONGEST_WAIT = 5.0  # seconds for a connection or an answer, at most: a black hole must not outlast a lease


class UnconfirmedError(RedisError):
    """Too few replicas confirmed in time; the same call is to be made again."""


class Gateway:
    """Runs scripts on whichever server holds a partition. Nothing is retried here; the caller decides."""

    def __init__(self, options: Options) -> None:
        self._options = options
        timeout = min(LONGEST_WAIT, options.lease_seconds / 3)
        self._arguments: dict[str, Any] = {
            "socket_timeout": timeout,
            "socket_connect_timeout": timeout,
            **options.redis_params,
            **parse_url(options.redis_url),
            "retry": Retry(NoBackoff(), 0),
        }
        self._clients: dict[tuple[str, int] | None, Redis] = {}
        self._addresses: dict[int, tuple[str, int] | None] = {}
        self._is_cluster: bool | None = None

    async def call(self, partition: int, name: str, keys: Sequence[str], *arguments: Any) -> Any:
        """Runs the named script on the partition's server; RedisError or OSError when that fails."""
        try:
            client = await self._client_of(partition)
            return await self._run(client, script(name), keys, arguments)
        except MovedError:
            self._is_cluster = True
            self._addresses.clear()
            raise
        except (RedisError, OSError):
            self._addresses.clear()  # after a failover another server may hold the partition
            raise

    async def close(self) -> None:
        """Closes all connections."""
        for client in self._clients.values():
            await client.aclose()
        self._clients.clear()

    async def _run(self, client: Redis, wanted: Script, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
        try:
            return await self._evaluate(client, "EVALSHA", wanted.sha, keys, arguments)
        except NoScriptError:  # a new server, a failover, SCRIPT FLUSH
            return await self._evaluate(client, "EVAL", wanted.text, keys, arguments)

    async def _evaluate(
        self, client: Any, command: str, body: str, keys: Sequence[str], arguments: Sequence[Any]
    ) -> Any:
        if not self._options.replicas:
            return await client.execute_command(command, body, len(keys), *keys, *arguments)
        pipeline = client.pipeline(transaction=False)
        pipeline.execute_command(command, body, len(keys), *keys, *arguments)
        pipeline.execute_command("WAIT", self._options.replicas, WAIT_MS)
        answer, confirmed = await pipeline.execute()
        if int(confirmed) < self._options.replicas:
            raise UnconfirmedError(f"{confirmed} of {self._options.replicas} replicas confirmed within {WAIT_MS} ms")
        return answer

    async def _client_of(self, partition: int) -> Redis:
        if partition not in self._addresses:
            self._addresses[partition] = await self._find(partition)
        return self._client(self._addresses[partition])

    def _client(self, address: tuple[str, int] | None) -> Redis:
        client = self._clients.get(address)
        if client is None:
            arguments = dict(self._arguments)
            if address is not None:
                arguments.update(host=address[0], port=address[1])
                arguments.pop("db", None)
            client = self._clients[address] = Redis(connection_pool=ConnectionPool(**arguments))
        return client

    async def _find(self, partition: int) -> tuple[str, int] | None:
        """The address of the partition's server; None for the one that the URL names."""
        if self._is_cluster is None:
            self._is_cluster = await self._ask_whether_cluster()
        if not self._is_cluster:
            return None
        known = [address for address in self._clients if address is not None]
        for host, port in [*known, (self._arguments.get("host", "localhost"), self._arguments.get("port", 6379))]:
            try:
                return await self._ask_topology(host, port, partition)
            except (RedisError, OSError):
                continue
        raise RedisError("No server of the Redis Cluster answers.")

    async def _ask_whether_cluster(self) -> bool:
        try:
            information = await self._client(None).info("cluster")
        except NoPermissionError:  # an ACL without INFO; a cluster will say MOVED
            return False
        return bool(information.get("cluster_enabled"))

    async def _ask_topology(self, host: str, port: int, partition: int) -> tuple[str, int]:
        skipped = {"host", "port", "db", "retry", "connection_class"}
        arguments = {name: value for name, value in self._arguments.items() if name not in skipped}
        secure = "connection_class" in self._arguments
        cluster = RedisCluster(host=host, port=port, ssl=secure, require_full_coverage=False, **arguments)
        try:
            await cluster.initialize()
            node = cluster.get_node_from_key(hosts_key(partition))
            if node is None:
                raise RedisError(f"No server of the Redis Cluster holds partition {partition}.")
            return str(node.host), int(node.port)
        finally:
            await cluster.aclose()
