"""The monitoring at work: real exporters, a real Alertmanager, and the dashboards' SQL on a real database."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from email import message_from_string, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from redis import Redis
from sqlalchemy import create_engine as plain_engine
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from jobspider.sample.child import child
from jobspider.sample.servers import free_port, redis_server
from tests.conftest import installed
from tests.crawling import ROOT
from tests.deployment import DEPLOY, ENVIRONMENT, metrics, panel_sql, promql, rendered, rules
from tests.receivers import mail_server
from tests.scheduling import wait_for
from tests.served_data import fill
from tests.serving import serving

pytestmark = pytest.mark.servers

RECORDED = ROOT / "tests/metrics"
PASSWORDS = {"reader": "0123456789abcdef-reader", "exporter": "0123456789abcdef-exporter"}


@pytest.fixture(scope="module")
def database(mariadb: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A filled database of its own, with the logins that only read: its URL as the reader."""
    name = "watched"
    server = plain_engine(mariadb)
    with server.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))
    url = make_url(mariadb).set(database=name)
    fill(url.render_as_string(hide_password=False))
    folder = tmp_path_factory.mktemp("secrets")
    for login, password in PASSWORDS.items():
        (folder / f"mysql_{login}_password").write_text(password)
    with server.begin() as connection:
        for statement in readers(folder).split(";\n"):
            connection.exec_driver_sql(statement.replace("%", "%%")) if statement.strip() else None
    yield url.set(username="reader", password=PASSWORDS["reader"]).render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
        for login in PASSWORDS:
            connection.exec_driver_sql(f"DROP USER '{login}'@'%%'")
    server.dispose()


def readers(secrets: Path) -> str:
    """What deploy/mysql/readers.sh prints."""
    environment = {**os.environ, "SECRETS": str(secrets), "MYSQL_DATABASE": "watched"}
    ended = subprocess.run(
        [str(DEPLOY / "mysql/readers.sh")], env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def scraped(url: str) -> set[str]:
    """The names of the samples at a /metrics."""
    with urlopen(url, timeout=30) as answer:
        return set(re.findall(r"^([a-zA-Z_:][\w:]*)[ {]", answer.read().decode(), re.MULTILINE))


def answers(url: str) -> bool:
    """Whether something answers there."""
    try:
        with urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def exporters(folder: Path, mysql: str, redis_url: str) -> dict[str, list[str]]:
    """Each real program's command but for its address."""
    place = make_url(mysql)
    login = rendered(DEPLOY / "mysql/exporter.cnf", {"mysql_exporter_password": PASSWORDS["exporter"]})
    cnf = folder / "exporter.cnf"
    cnf.write_text(login.replace("host=mysql", "host=127.0.0.1").replace("port=3306", f"port={place.port}"))
    blackbox = folder / "blackbox.yml"
    (folder / "scrapyd_password").write_text("secret")
    blackbox.write_text(rendered(DEPLOY / "blackbox/blackbox.yml").replace("/run/secrets", str(folder)))
    textfile = folder / "textfile"
    textfile.mkdir()
    (textfile / "jobspider.prom").write_text("jobspider_backup_finished_timestamp_seconds 1\n")
    prometheus = folder / "prometheus.yml"
    prometheus.write_text(f"rule_files: ['{DEPLOY}/prometheus/rules/*.yml']\n")
    manager = folder / "alertmanager.yml"
    manager.write_text("route: {receiver: none}\nreceivers: [{name: none}]\n")
    return {
        "prometheus-node-exporter": [f"--collector.textfile.directory={textfile}"],
        "prometheus-redis-exporter": [f"-redis.addr={redis_url}"],
        "prometheus-mysqld-exporter": [f"--config.my-cnf={cnf}"],
        "prometheus-blackbox-exporter": [f"--config.file={blackbox}"],
        "prometheus": [f"--config.file={prometheus}", f"--storage.tsdb.path={folder / 'tsdb'}"],
        "prometheus-alertmanager": [
            f"--config.file={manager}",
            f"--storage.path={folder / 'alertmanager'}",
            "--cluster.listen-address=",
        ],
    }


def test_every_metric_of_rules_and_dashboards_is_on_a_real_metrics_page(
    mariadb: str, database: str, tmp_path: Path
) -> None:
    """Of our API and of the exporters' own programs; Traefik's and cAdvisor's names are recorded (tests/metrics)."""
    names = {name for path in RECORDED.glob("*.txt") for name in path.read_text().split()} | {"up"}
    root = make_url(mariadb).set(database="watched").render_as_string(hide_password=False)
    with (
        ExitStack() as running,
        redis_server("--appendonly", "yes") as redis_url,
        Redis.from_url(redis_url) as redis,
    ):
        redis.hset("jobspider:{p0}:watched:run-1:state", mapping={"pending": 3, "acked": 2})
        redis.get("nothing")
        api = running.enter_context(serving(tmp_path, database_url=root, redis_url=redis_url))
        pages = {}
        for program, options in exporters(tmp_path, database, redis_url).items():
            port = free_port()
            flag = "-web.listen-address" if "redis" in program else "--web.listen-address"
            command = [str(installed(program, program)), *options, f"{flag}=127.0.0.1:{port}"]
            running.enter_context(child(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            pages[program] = f"http://127.0.0.1:{port}"
        wait_for(lambda: all(answers(f"{address}/metrics") for address in pages.values()))
        assert api.get("/runs").status == 200
        wait_for(lambda: "jobspider_api_request_duration_seconds_bucket" in scraped(f"{api.url}/metrics"))
        names |= scraped(f"{api.url}/metrics")
        for address in pages.values():
            names |= scraped(f"{address}/metrics")
        probe = f"{pages['prometheus-blackbox-exporter']}/probe?module=scrapyd&target={api.url}/healthz"
        names |= scraped(probe)
    # Only of a probe over TLS, and of sources that the filled database has none of.
    names |= {"probe_ssl_earliest_cert_expiry", "jobspider_search_overdue_seconds"}

    asked = [*((query.where, query.text) for query in promql()), *((rule["alert"], rule["expr"]) for rule in rules())]
    missing = {(where, name) for where, expression in asked for name in metrics(expression) - names}
    assert missing == set()


def test_every_statement_of_dashboards_and_redash_runs_as_the_login_that_only_reads(database: str) -> None:
    engine = plain_engine(database)
    queries = [(path.name, path.read_text()) for path in sorted((DEPLOY / "redash/queries").glob("*.sql"))]
    with engine.connect() as connection:
        for where, statement in [*((query.where, query.text) for query in panel_sql()), *queries]:
            found = connection.exec_driver_sql(statement.replace("%", "%%"))
            assert found.keys(), where
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM postings").scalar() == 5
        with pytest.raises(OperationalError, match="denied"):
            connection.exec_driver_sql("DELETE FROM postings")
    engine.dispose()


def test_readers_refuse_a_password_that_could_end_its_quotes(tmp_path: Path) -> None:
    for login in PASSWORDS:
        (tmp_path / f"mysql_{login}_password").write_text("x' OR 'a'='a; DROP TABLE y")

    ended = subprocess.run(
        [str(DEPLOY / "mysql/readers.sh")],
        env={**os.environ, "SECRETS": str(tmp_path)},
        capture_output=True,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (1, b"")
    assert b"give 16 or more letters" in ended.stderr


def test_alertmanager_mails_what_fires_once_for_all_sources_and_names_the_section(tmp_path: Path) -> None:
    package = "prometheus-alertmanager"
    manager, amtool = (str(installed(name, package)) for name in (package, "amtool"))
    with mail_server() as box:
        place = urlsplit(box.url).netloc
        configuration = rendered(DEPLOY / "alertmanager/alertmanager.yml", {**ENVIRONMENT, "SMTP_SMARTHOST": place})
        for old, new in (
            ("/etc/alertmanager/", f"{tmp_path}/"),
            ("group_wait: 1m", "group_wait: 1s"),
            # The mail server on loopback has neither TLS nor accounts.
            ("smtp_require_tls: true", "smtp_require_tls: false"),
            ("  smtp_auth_username: 'jobspider'\n", ""),
            ("  smtp_auth_password_file: /run/secrets/smtp_password\n", ""),
        ):
            assert old in configuration
            configuration = configuration.replace(old, new)
        (tmp_path / "alertmanager.yml").write_text(configuration)
        (tmp_path / "mail.tmpl").write_text((DEPLOY / "alertmanager/mail.tmpl").read_text())
        url = f"http://127.0.0.1:{free_port()}"
        command = [manager, f"--config.file={tmp_path}/alertmanager.yml", f"--storage.path={tmp_path}/data"]
        address = f"--web.listen-address={urlsplit(url).netloc}"
        with child([*command, address, "--cluster.listen-address="], subprocess.DEVNULL, subprocess.DEVNULL):
            wait_for(lambda: answers(f"{url}/-/ready"))
            # Staleness of a source whose challenge is told is left out; two sources are one mail.
            for alert, source in (
                ("SourceChallenged", "indeed"),
                ("SourceChallenged", "reed"),
                ("SourceStale", "indeed"),
            ):
                words = [f"alertname={alert}", "severity=warning", f"source={source}"]
                notes = [f"--annotation=summary={source} <is> wrong", "--annotation=runbook=docs/operations.md#here"]
                subprocess.run([amtool, "alert", "add", f"--alertmanager.url={url}", *words, *notes], check=True)
            wait_for(lambda: box.mails)
            query = [amtool, "alert", "query", f"--alertmanager.url={url}", "--inhibited"]
            wait_for(lambda: b"SourceStale" in subprocess.run(query, capture_output=True, check=True).stdout)

    mail = message_from_string(box.mails[0], policy=policy.default)
    body = mail.get_body(("html",))
    assert body is not None
    said = body.get_content()
    assert mail["To"] == ENVIRONMENT["ALERT_MAIL_TO"]
    assert mail["Subject"] == "2 firing: SourceChallenged"
    assert "indeed &lt;is&gt; wrong" in said
    assert "reed &lt;is&gt; wrong" in said
    assert "docs/operations.md#here" in said
    assert [mail for mail in box.mails if "SourceStale" in mail] == []


class StandIn:
    """As much of Redash's API as the script uses; what is sent is checked, and kept."""

    def __init__(self) -> None:
        self.sources: dict[int, dict[str, Any]] = {}
        self.queries: dict[int, dict[str, Any]] = {7: {"id": 7, "name": "Somebody's own", "query": "SELECT 1"}}
        self.refusing = False

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and JSON."""
        parts = urlsplit(path)
        kind, _, number = parts.path.removeprefix("/api/").partition("/")
        kept = {"data_sources": self.sources, "queries": self.queries}[kind]
        if self.refusing:
            return 403, {"message": "You don't have the permission"}
        if method == "GET" and kind == "queries":
            wanted = parse_qs(parts.query)["q"][0]
            return 200, {"results": [query for query in kept.values() if wanted.split()[0] in query["name"]]}
        if method == "GET":
            return 200, list(kept.values())
        if not number:
            required = (
                {"name", "type", "options"}
                if kind == "data_sources"
                else {"name", "query", "data_source_id", "options"}
            )
            assert required <= set(body)
        made = {"id": int(number or len(kept) + 100), "is_draft": True}
        kept[made["id"]] = {**made, **kept.get(made["id"], {}), **body}
        return 200, kept[made["id"]]


@pytest.fixture
def redash() -> Iterator[tuple[StandIn, str]]:
    """The stand-in, and where it is."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            assert self.headers["Authorization"] == "Key of-an-administrator"
            size = int(self.headers.get("Content-Length") or 0)
            status, said = stand_in.answer(self.command, self.path, json.loads(self.rfile.read(size) or b"{}"))
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *_: Any) -> None:
            """Nothing to standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield stand_in, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def provision(url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The script, as an operator runs it."""
    (folder / "password").write_text("of-the-reader\n")
    program = str(DEPLOY / "redash/provision.py")
    command = [sys.executable, program, "--url", url, "--password-file", str(folder / "password")]
    environment = {**os.environ, "REDASH_API_KEY": "of-an-administrator"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_redash_gets_its_source_and_queries_once_however_often(redash: tuple[StandIn, str], tmp_path: Path) -> None:
    """Redash itself is not to be had here: a stand-in answers in its place."""
    stand_in, url = redash
    files = len(list((DEPLOY / "redash/queries").glob("*.sql")))

    first, second = provision(url, tmp_path), provision(url, tmp_path)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (first.stdout.count("made: "), second.stdout.count("renewed: ")) == (files, files)
    (source,) = stand_in.sources.values()
    assert source["options"] == {
        "host": "mysql",
        "port": 3306,
        "user": "reader",
        "passwd": "of-the-reader",
        "db": "jobspider",
    }
    assert stand_in.queries.pop(7) == {"id": 7, "name": "Somebody's own", "query": "SELECT 1"}
    assert len(stand_in.queries) == files
    for query in stand_in.queries.values():
        assert not query["is_draft"]
        assert query["schedule"]["interval"] >= 900
        assert query["query"].startswith(f"-- {query['name']}\n")

    stand_in.refusing = True
    refused = provision(url, tmp_path)
    assert refused.returncode == 1
    assert "with 403" in refused.stderr
    assert "of-the-reader" not in refused.stderr + refused.stdout
