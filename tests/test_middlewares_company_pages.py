"""Given job pages that lead to their employers' pages, when they are crawled, then each employer is asked for once."""

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from redis import Redis
from scrapy.http import HtmlResponse, Response
from sqlalchemy import create_engine, delete

from jobspider.boards.schema_org.company import company_on
from jobspider.planner.companies import Company
from jobspider.sample.company_page import company_path
from jobspider.sample.process import SampleBoard
from jobspider.store.schema import upgrade
from jobspider.tables import companies, job_pages
from tests.crawling import ROOT, environment, jobspider, last_run, rows, scrapy, scrapy_command, sites
from tests.gate import gate

MISSING = "/companies/nobody"
SPIDER = f"""
from jobspider.boards.json_ld import JsonLdSpider


class EmployersSpider(JsonLdSpider):
    name = "employers"
    start_urls = ["https://careers.example/careers"]
    job_links = "a.job"
    next_page = "a[rel=next]"
    company_page = "a.company"

    def refine(self, raw, response):
        if raw["company"].endswith(("Ltd", "LLP")):
            raw["company_page"] = response.urljoin("{MISSING}?" + raw["company"][:2])
        if raw["company"].endswith("plc"):
            raw["company_page"] = "https://elsewhere.example/companies/1"
"""


def company_pages_asked_for(log: Path) -> Counter[str]:
    paths = [json.loads(line)["path"] for line in log.read_text().splitlines()]
    return Counter(path for path in paths if path.startswith("/companies/"))


@pytest.mark.servers
def test_each_employer_is_asked_for_once_by_all_processes_and_not_again(tmp_path: Path, redis_url: str) -> None:
    url, log = f"sqlite:///{tmp_path / 'jobspider.db'}", tmp_path / "log"
    sites(tmp_path, SPIDER)
    shared = {"path": str(tmp_path), "redis_url": redis_url, "database_url": url, "concurrency_per_host": "8"}
    engine = create_engine(url)
    upgrade(engine)
    with Redis.from_url(redis_url) as client:
        client.flushall()

    with SampleBoard(postings=150, robots="allow", log=log, latency=0.02) as board:
        crawl = ["crawl", "employers", "-a", f"base_url={board}", "-s", "SPIDER_MODULES=sites"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        nodes = [
            subprocess.Popen(scrapy_command(*crawl), cwd=ROOT, env=environment(**shared), **quiet)  # type: ignore[call-overload]
            for _ in range(2)
        ]
        assert [node.wait(timeout=120) for node in nodes] == [0, 0]

        names = {row["company"] for row in rows(url)}
        refused = {name for name in names if name.endswith(("Ltd", "LLP"))}
        named = {name for name in names - refused if not name.endswith("plc")}
        asked = company_pages_asked_for(log)
        assert {path for path in asked if not path.startswith(MISSING)} == {company_path(name) for name in named}
        assert set(asked.values()) == {1}
        assert 0 < asked.total() - len(named) <= len(refused)
        known = {row["name"]: row for row in rows(url, companies)}
        assert all(known[name]["industry"] and known[name]["size"] and known[name]["logo_url"] for name in named)
        assert {known[name]["url"] for name in named} == {
            row["company_url"] for row in rows(url) if row["company"] in named
        }
        assert all(known[name]["asked_at"] and known[name]["url"] is None for name in refused)
        run = last_run(url)
        assert (run["outcome"], run["complete"], run["counts"]["troubles"]) == ("ok", True, 0)

        for alone in (False, True):  # all job pages are read again, with Redis and without
            with engine.begin() as connection:
                connection.execute(delete(job_pages))
            settings = {name: value for name, value in shared.items() if not alone or name != "redis_url"}
            ended = scrapy(*crawl, **settings)
            assert (ended.code, last_run(url)["counts"]["postings"]) == (0, 150), ended.err
        assert company_pages_asked_for(log) == asked

    name = min(named)
    shown = jobspider("companies", name, database_url=url)
    assert name in shown.out, shown.err
    assert known[name]["industry"] in shown.out
    assert jobspider("companies", min(refused), database_url=url).code == 1
    engine.dispose()


@pytest.mark.servers
@pytest.mark.parametrize("killed_at", ["before its request is queued", "before its page has come"])
def test_an_employer_is_asked_for_by_another_process_when_one_is_killed(
    tmp_path: Path, redis_url: str, killed_at: str
) -> None:
    url, log = f"sqlite:///{tmp_path / 'jobspider.db'}", tmp_path / "log"
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "employers.py").write_text(SPIDER)
    upgrade(engine := create_engine(url))
    engine.dispose()
    with Redis.from_url(redis_url) as client:
        client.flushall()

    with (
        SampleBoard(postings=12, robots="allow", log=log) as board,
        gate(board, b"GET /companies/") as site,
        gate(redis_url, b"parse_company") as queue,
    ):
        queued = killed_at == "before its request is queued"
        held, free = (queue, site) if queued else (site, queue)
        free.opened.set()
        shared = {"path": str(tmp_path), "database_url": url, "lease_seconds": "2"}
        crawl = ["crawl", "employers", "-a", f"base_url={site.url}", "-s", "SPIDER_MODULES=sites"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        first = subprocess.Popen(
            scrapy_command(*crawl),
            cwd=ROOT,
            env=environment(**shared, redis_url=queue.url),
            **quiet,  # type: ignore[call-overload]
        )
        assert held.reached.wait(90)
        first.kill()
        first.wait()
        held.opened.set()
        ended = scrapy(*crawl, **shared, redis_url=redis_url)

    names = {row["company"] for row in rows(url)}
    named = {name for name in names if not name.endswith(("Ltd", "LLP", "plc"))}
    asked = company_pages_asked_for(log)
    assert ended.code == 0, ended.err
    assert {path for path in asked if not path.startswith(MISSING)} == {company_path(name) for name in named}
    assert set(asked.values()) == {1}
    assert named <= {row["name"] for row in rows(url, companies) if row["industry"]}


def page(body: str) -> HtmlResponse:
    text = f'<script type="application/ld+json">{body}</script>'
    return HtmlResponse("https://board.example/c/acme", body=text.encode(), encoding="utf-8")


def test_an_employers_page_is_read_as_its_organization_and_no_other() -> None:
    board = '{"@type": "Organization", "name": "Board", "url": "https://board.example", "industry": "Jobs"}'
    acme = (
        '{"@type": "Corporation", "name": "ACME Ltd", "url": "/c/acme", "sameAs": "https://acme.example/",'
        '"industry": "Anvils", "numberOfEmployees": {"value": 250}, "logo": "/acme.png"}'
    )
    found = Company("Acme", "https://acme.example/", "Anvils", "250", "https://board.example/acme.png")

    assert company_on(page(f"[{board}, {acme}]"), "Acme") == found
    assert company_on(page(board), "Acme") is None
    assert company_on(page("{broken"), "Acme") is None
    assert company_on(page('{"@type": "JobPosting", "name": "Acme"}'), "Acme") is None
    assert company_on(page(acme), "n/a") is None
    assert company_on(page('{"@type": "Organization", "name": "Acme", "logo": [{}], "numberOfEmployees": "many"}'),
                      "Acme") == Company("Acme", size="many")  # fmt: skip
    assert company_on(Response("https://board.example/c/acme", body=b"%PDF"), "Acme") is None
