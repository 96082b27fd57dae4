"""A Redis Cluster of three masters with a replica each, on loopback."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from redis import Redis, RedisCluster
from redis.exceptions import RedisError

from jobspider.sample.servers import free_port
from tests.frontier.server import DurableRedis


@dataclass
class Cluster:
    """Its servers."""

    servers: list[DurableRedis]

    @property
    def url(self) -> str:
        return self.servers[0].url

    def client(self) -> RedisCluster:
        alive = next(server for server in self.servers if server.process and server.process.poll() is None)
        return RedisCluster(host="127.0.0.1", port=alive.port)

    def master_of(self, key: str) -> DurableRedis:
        """The server that holds the key now."""
        with self.client() as client:
            port = client.get_node_from_key(key).port
        return next(server for server in self.servers if server.port == port)


def _is_whole(server: DurableRedis) -> bool:
    with Redis.from_url(server.url) as client:
        try:
            state = client.execute_command("CLUSTER INFO")
            replicas = client.execute_command("CLUSTER NODES")
        except RedisError:
            return False
        return state["cluster_state"] == "ok" and str(replicas).count("slave") >= 3


@contextmanager
def redis_cluster(folder: Path) -> Iterator[Cluster]:
    """A whole cluster; a dead master is replaced after about a second."""
    options = ("--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--repl-diskless-sync-delay", "0")
    with ExitStack() as stack:
        servers = []
        for number in range(6):
            (folder / str(number)).mkdir(parents=True)
            port = free_port()
            while port > 55_000:  # the cluster bus listens 10,000 above
                port = free_port()
            server = DurableRedis(folder / str(number), port, options)
            server.start()
            stack.callback(server.kill)
            servers.append(server)
        addresses = [f"127.0.0.1:{server.port}" for server in servers]
        command = ["redis-cli", "--cluster", "create", *addresses, "--cluster-replicas", "1", "--cluster-yes"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        deadline = monotonic() + 30
        while not all(map(_is_whole, servers)):
            assert monotonic() < deadline
            sleep(0.1)
        yield Cluster(servers)
