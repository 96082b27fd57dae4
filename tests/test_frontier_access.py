"""The way to Redis that the URL names: an ACL user with few rights, TLS with a certificate of one's own."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis import Redis
from redis.exceptions import RedisError
from scrapy.settings import Settings

from jobspider.frontier.gateway import Gateway
from jobspider.frontier.options import options_from
from jobspider.sample.servers import free_port, redis_server
from tests.frontier.crew import PATIENT, ROOT, crew
from tests.frontier.site import Site, running

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def acl_redis() -> Iterator[str]:
    """A Redis whose user `spider` has the rights that docs/frontier.md names; the address without user."""
    (rights,) = re.findall(r"ACL SETUSER spider on >PASSWORD (.+)", (ROOT / "docs" / "frontier.md").read_text())
    with redis_server() as url, Redis.from_url(url) as redis:
        redis.execute_command("ACL", "SETUSER", "spider", "on", ">s3cret", *rights.split())
        redis.execute_command("ACL", "SETUSER", "default", "off")
        yield url.removeprefix("redis://")


def test_the_rights_that_the_docs_name_are_enough(tmp_path: Path, acl_redis: str) -> None:
    url = f"redis://spider:s3cret@{acl_redis}"
    with running(Site(120)) as site, crew(tmp_path, site.url, url, settings=PATIENT) as gang:
        for worker in [gang.start(), gang.start()]:
            worker.end()
        assert len(gang.stored()) == 120
        assert set(site.fetched().values()) == {1}


def test_they_reach_no_other_key_and_no_other_command(acl_redis: str) -> None:
    with Redis.from_url(f"redis://spider:s3cret@{acl_redis}") as redis:
        for command in (
            ("GET", "cache:1"),
            ("FLUSHALL",),
            ("CONFIG", "GET", "*"),
            ("EVAL", "return redis.call('GET', 'x')", 0),
        ):
            with pytest.raises(RedisError, match=r"(?i)permission|can't access"):
                redis.execute_command(*command)


def test_a_wrong_password_ends_the_start_at_once(tmp_path: Path, acl_redis: str) -> None:
    with running(Site(5)) as site, crew(tmp_path, site.url, f"redis://spider:wrong@{acl_redis}") as gang:
        worker = gang.start()
        worker.process.wait(20)
        assert "invalid username-password pair" in worker.text
        assert "wrong@" not in worker.text
    assert site.arrivals == []


def certificate(folder: Path) -> tuple[Path, Path]:
    """A throwaway certificate for loopback that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a throwaway Redis")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    public, private = folder / "redis.crt", folder / "redis.key"
    public.write_bytes(built.public_bytes(encoding))
    private.write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain))
    return public, private


@pytest.fixture(scope="module")
def tls_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A Redis that listens for TLS: its URL, and the certificate to trust."""
    public, private = certificate(tmp_path_factory.mktemp("tls"))
    port = str(free_port())
    files = ("--tls-cert-file", str(public), "--tls-key-file", str(private), "--tls-ca-cert-file", str(public))
    with redis_server("--tls-port", port, "--tls-auth-clients", "no", *files):
        yield f"rediss://127.0.0.1:{port}/0", public


def test_a_crawl_through_tls(tmp_path: Path, tls_redis: tuple[str, Path]) -> None:
    url, trusted = tls_redis
    with running(Site(120)) as site, crew(tmp_path, site.url, f"{url}?ssl_ca_certs={trusted}") as gang:
        gang.start().end()
        assert len(gang.stored()) == 120


def test_a_server_that_nobody_vouches_for_is_not_talked_to(tls_redis: tuple[str, Path]) -> None:
    async def call() -> None:
        gateway = Gateway(options_from(Settings({"REDIS_URL": tls_redis[0]})))
        try:
            await gateway.call(0, "peek", ["a", "b", "c", "d", "e", "f"])
        finally:
            await gateway.close()

    with pytest.raises((RedisError, OSError), match="certificate verify failed"):
        asyncio.run(call())
