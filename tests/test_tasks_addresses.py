"""Given an address or a URL as somebody spells it, when a task wants it, then only the public web is open."""

import pytest

from jobspider.addresses import Addresses
from jobspider.errors import ConfigError
from jobspider.spelling import literal
from jobspider.tasks.spelling import refusal

PUBLIC = Addresses()

NEARER = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.100.100.200
169.254.169.254 169.254.170.2 168.63.129.16 192.0.0.192 192.0.2.1 192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.1
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
64:ff9b::a9fe:a9fe 64:ff9b::a00:1 64:ff9b::1:808:808 64:ff9b:1::7f00:1 100::1 2001::1 2001:10::1 2001:db8::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 2002:7f00:1::
2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
"""
FARTHER = """
8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 2606:4700::1111 2a00:1450::1 64:ff9b::808:808
"""


@pytest.mark.parametrize("address", NEARER.split())
def test_what_is_nearer_than_the_internet_is_closed(address: str) -> None:
    assert not PUBLIC.permit(address, 80)
    assert not PUBLIC.permit(address, 443)


@pytest.mark.parametrize("address", FARTHER.split())
def test_the_internet_is_open_on_the_web_s_ports_alone(address: str) -> None:
    assert all(PUBLIC.permit(address, port) for port in (80, 443, 8080, 8443))
    assert not any(PUBLIC.permit(address, port) for port in (0, 22, 25, 3306, 6379, 6800, 65535))


def test_the_operator_s_own_networks_are_open_on_any_port_and_nothing_beside_them() -> None:
    own = Addresses.read("127.0.0.2/31, fd00:1::/64")

    assert own.permit("127.0.0.2", 6379)
    assert own.permit("127.0.0.3", 1)
    assert own.permit("fd00:1::5", 8000)
    assert not own.permit("127.0.0.1", 80)
    assert not own.permit("::ffff:127.0.0.2", 80)
    assert not own.permit("fd00:2::5", 80)


@pytest.mark.parametrize("wrong", ["localhost", "127.0.0.1/8", "10.0.0.0/40", "10.0.0.0/8 192.168.0.0/16"])
def test_networks_that_cannot_be_read_are_named(wrong: str) -> None:
    with pytest.raises(ConfigError, match="JOBSPIDER_TASK_ALLOW"):
        Addresses.read(wrong)


# Those that are escaped are digits and dots that only look like ASCII's.
LOOPBACK = """
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7F.1 0177.0.0.1 017700000001 0177.0.0x1 127.0.0.1.
00000177.0.0.1 0 0.0.0.0 [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1]
\u2460\u2461\u2466.\u24ea.\u24ea.\u2460 \uff11\uff12\uff17.0.0.1 127\u30020\u30020\u30021
localhost LOCALHOST localhost. foo.localhost localhost.localdomain localhost6 metadata.google.internal
printer.local router.home.arpa 4294967297 0x100000000 256.1.1.1
"""


@pytest.mark.parametrize("host", LOOPBACK.split())
def test_names_of_this_machine_are_refused_as_they_are_spelt(host: str) -> None:
    assert refusal(f"http://{host}/", PUBLIC)


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("file:///etc/passwd", "only http"),
        ("gopher://example.com:70/_x", "only http"),
        ("ftp://example.com/", "only http"),
        ("data:text/html,x", "only http"),
        ("javascript:alert(1)", "only http"),
        ("//example.com/", "only http"),
        ("example.com", "only http"),
        ("", "only http"),
        ("http:///path", "no host"),
        ("http://./", "no host"),
        ("http://user:secret@example.com/", "user name"),
        ("http://example.com@127.0.0.1/", "user name"),
        ("http://example.com\\@127.0.0.1/", "backslashes"),
        ("http://example.com\n/", "blanks"),
        ("http://exa mple.com/", "blanks"),
        (" http://example.com/", "blanks"),
        ("http://example.com:22/", "port 22"),
        ("http://example.com:0/", "port 0"),
        ("http://8.8.8.8:53/", "port 53"),
        ("http://example.com:99999/", "cannot be read"),
        ("http://example.com:abc/", "cannot be read"),
        ("http://[::1/", "cannot be read"),
        ("http://example.com/" + "a" * 2048, "longer than"),
    ],
)
def test_what_is_no_web_page_is_refused_with_a_sentence(url: str, because: str) -> None:
    assert because in str(refusal(url, PUBLIC))


@pytest.mark.parametrize(
    "url",
    [
        "https://careers.example.com/jobs?page=2#top",
        "HTTP://EXAMPLE.COM",
        "http://example.com:8080/",
        "http://example.com./",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]:8443/",
        "https://bücher.example/",
        "http://3m.example/",
        "http://0x7f.example/",
    ],
)
def test_web_pages_are_not(url: str) -> None:
    assert refusal(url, PUBLIC) is None


def test_numbers_are_read_as_a_resolver_reads_them() -> None:
    assert str(literal("0x7f.1")) == "127.0.0.1"
    assert str(literal("010.8.8.8")) == "8.8.8.8"
    assert literal("example.com") is None
