"""The sample board as it is served: over a real socket, by a real process."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from jobspider.sample.process import SampleBoard, SampleBoardError
from tests.crawling import jobspider

pytestmark = pytest.mark.servers

SEARCH = "/jobs?q=data+science&l=London&fromage=3&jt=fulltime"


@pytest.fixture(scope="module")
def board() -> Iterator[str]:
    with SampleBoard(postings=200, seed=1, today="2026-11-22", tree=100) as url:
        yield url


def ask(url: str, path: str, method: str = "GET", agent: str = "test") -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request(method, path, headers={"User-Agent": agent})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def statuses(url: str, count: int) -> list[int]:
    return [ask(url, f"/tree/{n}")[0].status for n in range(count)]


def exchanged(url: str, data: bytes) -> bytes:
    """Everything that the board answers to `data` until it closes the connection."""
    address = urlsplit(url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=10) as connection:
        connection.sendall(data)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/", 200, "text/html"),
        (SEARCH, 200, "text/html"),
        ("/careers", 200, "text/html"),
        ("/careers?page=999", 404, "text/html"),
        ("/careers/0000000000000000", 404, "text/html"),
        ("/viewjob?jk=0000000000000000", 404, "text/html"),
        ("/tree/99", 200, "text/html"),
        ("/tree/100", 404, "text/html"),
        ("/js/jobs?q=data", 200, "text/html"),
        ("/js/data.json?q=data", 200, "application/json"),
        ("/robots.txt", 200, "text/plain"),
        ("/healthz", 200, "text/plain"),
        ("/nothing", 404, "text/html"),
        ("//[", 404, "text/html"),
    ],
)
def test_each_path_answers(board: str, path: str, status: int, kind: str) -> None:
    response, body = ask(board, path)
    assert response.status == status
    assert response.headers["Content-Type"].startswith(kind)
    assert len(body) == int(response.headers["Content-Length"])


def test_two_boards_of_one_seed_serve_the_same_pages(board: str) -> None:
    with SampleBoard(postings=200, seed=1, today="2026-11-22") as other:
        assert ask(board, SEARCH)[1] == ask(other, SEARCH)[1]


def test_a_counted_link_leads_to_the_job_page(board: str) -> None:
    key = json.loads(ask(board, "/js/data.json")[1])["jobs"][0]["id"]
    response, _ = ask(board, f"/rc/clk?jk={key}&bb=x")
    assert (response.status, response.headers["Location"]) == (302, f"/viewjob?jk={key}")
    assert ask(board, f"/viewjob?jk={key}")[0].status == 200
    assert ask(board, f"/careers/{key}")[0].status == 200


def test_head_answers_the_length_and_no_body(board: str) -> None:
    response, body = ask(board, "/tree/0", method="HEAD")
    assert (response.status, body) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(ask(board, "/tree/0")[1])


def test_requests_in_one_packet_are_answered_in_order(board: str) -> None:
    first = b"GET /tree/1 HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /tree/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answers = exchanged(board, first + last)
    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.index(b"<h1>Engineer 1<") < answers.index(b"<h1>Engineer 2<")


def test_a_request_of_another_kind_is_refused(board: str) -> None:
    assert exchanged(board, b"POST /jobs HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert exchanged(board, b"GET /" + b"x" * 70_000).startswith(b"HTTP/1.1 400 ")


def test_the_log_tells_who_asked_for_what_and_when(tmp_path: Path) -> None:
    file = tmp_path / "requests.log"
    began = time.time()
    with SampleBoard(postings=10, log=file) as url:
        ask(url, "/robots.txt", agent="polite/1.0 (+mailto:me@example.org)")
        ask(url, "/jobs?q=x")
        served = ask(url, "/requests.log")[1].decode()
    arrivals: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    assert [arrival["path"] for arrival in arrivals] == ["/robots.txt", "/jobs?q=x", "/requests.log"]
    assert arrivals[0]["agent"] == "polite/1.0 (+mailto:me@example.org)"
    assert {arrival["status"] for arrival in arrivals} == {200}
    times = [arrival["time"] for arrival in arrivals]
    assert times == sorted(times)
    assert began <= times[0] <= time.time()
    assert [json.loads(line) for line in served.splitlines()] == arrivals[:2]


def test_a_challenge_stands_in_the_way_from_the_chosen_page_on() -> None:
    with SampleBoard(challenge_after=3) as url:
        assert statuses(url, 5) == [200, 200, 403, 403, 403]
        response, body = ask(url, SEARCH)
        assert ask(url, "/robots.txt")[0].status == 200
    assert response.headers["cf-mitigated"] == "challenge"
    assert b"<title>Just a moment...</title>" in body
    assert b"/cdn-cgi/challenge-platform/" in body


def test_a_rate_limit_ends_after_the_time_that_it_names() -> None:
    with SampleBoard(rate_limit_after=3, retry_after=1) as url:
        assert statuses(url, 4) == [200, 200, 429, 429]
        assert ask(url, "/tree/0")[0].headers["Retry-After"] == "1"
        time.sleep(1.05)
        assert statuses(url, 3) == [200, 200, 429]


def test_every_third_page_fails() -> None:
    with SampleBoard(fail_every=3) as url:
        assert statuses(url, 7) == [200, 200, 500, 200, 200, 500, 200]


def test_every_second_page_is_broken_in_turn_by_length_and_by_encoding() -> None:
    with SampleBoard(malformed_every=2) as url:
        whole, short, _, foreign = (ask(url, SEARCH)[1] for _ in range(4))
    assert len(short) == len(whole) // 3
    with pytest.raises(UnicodeDecodeError):
        foreign.decode()


def test_a_latency_holds_for_each_answer_and_keeps_their_order() -> None:
    request = b"GET /tree/%d HTTP/1.1\r\nHost: x\r\n%s\r\n"
    with SampleBoard(latency=0.2) as url:
        began = time.monotonic()
        answers = exchanged(url, request % (1, b"") + request % (2, b"") + request % (3, b"Connection: close\r\n"))
        assert time.monotonic() - began >= 0.2
    assert answers.index(b"<h1>Engineer 1<") < answers.index(b"<h1>Engineer 2<") < answers.index(b"<h1>Engineer 3<")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_board_and_its_port_is_free_again(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "jobspider.sample", "--port", "0", "--postings", "1000000", "--match", "all"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("Sample board: ").strip()
        assert ask(url, "/jobs?q=x")[0].status == 200
        os.kill(process.pid, number)
        assert process.wait(10) == 0
    with pytest.raises(ConnectionRefusedError):
        ask(url, "/healthz")


def test_options_that_make_no_sense_are_refused_before_anything_starts() -> None:
    with pytest.raises(ValidationError, match="postings"), SampleBoard(postings=-1):
        pass
    with pytest.raises(ValidationError, match="no_such_option"), SampleBoard(no_such_option=1):
        pass


def test_a_board_that_cannot_start_says_so(board: str) -> None:
    with pytest.raises(SampleBoardError, match="did not say its address"), SampleBoard(port=urlsplit(board).port):
        pass


def test_a_wrong_option_gets_a_sentence() -> None:
    command = [sys.executable, "-m", "jobspider.sample", "--postings", "abc", "--fail-every", "-1"]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert ended.returncode == 2
    assert "jobspider.sample: --postings abc: " in ended.stderr
    assert "jobspider.sample: --fail-every -1: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_demo_runs_in_any_folder_and_says_what_it_does(tmp_path: Path) -> None:
    ended = jobspider("demo", "--postings", "40", cwd=tmp_path, database_url="sqlite:///demo.db", log_level="ERROR")

    assert ended.code == 0, ended.err
    assert "Now: JOBSPIDER_DOWNLOAD_DELAY=0 JOBSPIDER_LOG_LEVEL=ERROR scrapy crawl indeed -a" in ended.out
    assert "1 page (" in ended.err
    assert (tmp_path / "demo.db").exists()
    assert "figures of today are in daily_stats" in ended.out
