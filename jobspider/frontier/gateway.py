"""The way to Redis: one server, or the masters of a Redis Cluster; ACL user and TLS come from the URL."""

import logging
from collections.abc import Sequence
from time import monotonic
from typing import Any

from redis.asyncio import ConnectionPool, Redis, RedisCluster
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import MovedError, NoPermissionError, NoScriptError, RedisError

from jobspider.frontier.keys import hosts_key
from jobspider.frontier.options import Options
from jobspider.frontier.scripts import Script, script

logger = logging.getLogger(__name__)

WAIT_MS = 500  # how long a replica may take to confirm a batch before the batch is sent again
WAIT_TRIES = 3  # afterwards the batch counts without a replica: there may be none left after a failover
WITHOUT_REPLICAS = 10.0  # seconds until replicas are waited for again
LONGEST_WAIT = 5.0  # seconds for a connection or an answer, at most: a black hole must not outlast a lease


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
        self._known: list[tuple[str, int]] = [
            (self._arguments.get("host", "localhost"), int(self._arguments.get("port", 6379)))
        ]
        self._alone_until = 0.0

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

    async def _run(self, client: Any, wanted: Script, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
        call = self._confirmed if wanted is script("batch") and self._waits_for_replicas else self._plain
        try:
            return await call(client, "EVALSHA", wanted.sha, len(keys), *keys, *arguments)
        except NoScriptError:  # a new server, a failover, SCRIPT FLUSH
            return await call(client, "EVAL", wanted.text, len(keys), *keys, *arguments)

    @property
    def _waits_for_replicas(self) -> bool:
        return self._options.replicas > 0 and monotonic() >= self._alone_until

    async def _plain(self, client: Any, *command: Any) -> Any:
        return await client.execute_command(*command)

    async def _confirmed(self, client: Any, *command: Any) -> Any:
        """Sends a batch, in one round trip with WAIT, until enough replicas have it; its number makes that harmless."""
        answer = None
        for _ in range(WAIT_TRIES):
            pipeline = client.pipeline(transaction=False)
            pipeline.execute_command(*command)
            pipeline.execute_command("WAIT", self._options.replicas, WAIT_MS)
            answer, confirmed = await pipeline.execute()
            if int(confirmed) >= self._options.replicas:
                return answer
        self._alone_until = monotonic() + WITHOUT_REPLICAS
        logger.warning(
            "%d of %d replicas hold the frontier: a failover now would lose the latest moments.",
            confirmed,
            self._options.replicas,
        )
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
            client = self._clients[address] = Redis.from_pool(ConnectionPool(**arguments))
        return client

    async def _find(self, partition: int) -> tuple[str, int] | None:
        """The address of the partition's server; None for the one that the URL names."""
        if self._is_cluster is None:
            self._is_cluster = await self._ask_whether_cluster()
        if not self._is_cluster:
            return None
        for host, port in self._known:
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
            self._known = [(str(each.host), int(each.port)) for each in cluster.get_nodes()] or self._known
            node = cluster.get_node_from_key(hosts_key(partition))
            if node is None:
                raise RedisError(f"No server of the Redis Cluster holds partition {partition}.")
            return str(node.host), int(node.port)
        finally:
            await cluster.aclose()
