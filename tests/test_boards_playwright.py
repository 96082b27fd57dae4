"""Pages that need JavaScript, in a real Chromium: what their scripts made is read, politely, and no browser stays."""

import os
from pathlib import Path

import pytest
from redis import Redis

from jobspider.sample.process import SampleBoard
from tests.crawling import Ended, last_run, rows, scrapy
from tests.pages import Pages

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("chromium")]

SCRIPTED = """
from jobspider.boards.json_ld import JsonLdSpider


class ScriptedSpider(JsonLdSpider):
    name = "scripted"
    start_urls = ["https://jobs.example/js/jobs?q=data+science&l=London"]
    job_links = "article.job a"
    playwright = True
    wait_for = {wait_for!r}
"""


def crawl(folder: Path, url: str, *more: str, wait_for: str = "#results[data-total]", **settings: str) -> Ended:
    sites = folder / "sites"
    sites.mkdir(exist_ok=True)
    (sites / "__init__.py").touch()
    (sites / "scripted.py").write_text(SCRIPTED.format(wait_for=wait_for))
    command = ("crawl", "scripted", "-a", f"base_url={url}", "-s", "SPIDER_MODULES=sites", *more)
    return scrapy(*command, path=str(folder), **settings)


def browsers(folder: Path) -> list[int]:
    """Processes whose environment is that of a crawl of this test."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = str(folder).encode() in (process / "environ").read_bytes()
            named = b"chrom" in (process / "cmdline").read_bytes().split(b"\0")[0]
        except OSError:
            continue
        if ours and named:
            found.append(int(process.name))
    return found


def test_what_a_script_lists_is_crawled_and_no_browser_stays(tmp_path: Path) -> None:
    url = os.environ["JOBSPIDER_DATABASE_URL"]
    with SampleBoard(postings=40, robots="allow", match="all") as board:
        ended = crawl(tmp_path, board, wait_for="#results[data-total], script[type='application/ld+json']")

    assert ended.code == 0, ended.err
    assert len(rows(url)) >= 10
    assert last_run(url)["outcome"] == "ok"
    assert browsers(tmp_path) == []


def test_nodes_that_share_a_redis_fetch_with_a_browser_too(tmp_path: Path, redis_url: str) -> None:
    url = os.environ["JOBSPIDER_DATABASE_URL"]
    with Redis.from_url(redis_url) as client:
        client.flushall()
    with SampleBoard(postings=40, robots="allow", match="all") as board:
        ended = crawl(
            tmp_path, board, wait_for="#results[data-total], script[type='application/ld+json']", redis_url=redis_url
        )

    assert ended.code == 0, ended.err
    assert len(rows(url)) >= 10
    assert browsers(tmp_path) == []


PAGE = """<html lang="en"><head></head><body><img src="/big.png">
<iframe src="http://localhost:{port}/frame"></iframe><div id="results"></div><script>
fetch("/data.json").then(answer => answer.json()).then(data => {{
  const script = document.createElement("script");
  script.type = "application/ld+json";
  script.textContent = JSON.stringify(data);
  document.getElementById("results").appendChild(script);
  document.getElementById("results").dataset.total = 1;
}});
</script></body></html>"""


def test_the_browser_is_as_polite_as_we_are(tmp_path: Path) -> None:
    with Pages() as site:
        port = site.url.rpartition(":")[2]
        site.put("/robots.txt", "User-agent: *\nDisallow: /private\n", "text/plain")
        start = "/js/jobs?q=data+science&l=London"
        site.put(start, PAGE.format(port=port))
        job = '{"@type": "JobPosting", "title": "Cook", "identifier": "7", "description": "You cook."}'
        site.put("/data.json", job, "application/json")
        ended = crawl(tmp_path, site.url, contact="us@example.org")

        assert ended.code == 0, ended.err
        assert set(site.asked()) - {"/favicon.ico"} == {"/robots.txt", start, "/data.json"}
        agents = {site.headers(path)["user-agent"] for path in site.asked()}  # the icon's as well
        assert len(agents) == 1
        assert "us@example.org" in agents.pop()
        site.put("/robots.txt", "User-agent: *\nDisallow: /js/\n", "text/plain")
        site.forget()

        forbidden = crawl(tmp_path, site.url)

        assert forbidden.code == 4, forbidden.err
        assert site.asked() == ["/robots.txt"]


def test_a_page_that_is_never_ready_is_tried_again_and_then_given_up(tmp_path: Path) -> None:
    with Pages() as site:
        site.put("/js/jobs?q=data+science&l=London", "<p>Loading…</p>")
        ended = crawl(tmp_path, site.url, "-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1")

    assert ended.code == 1, ended.err
    assert last_run(os.environ["JOBSPIDER_DATABASE_URL"])["counts"]["given_up"] == 1
    assert "was not ready in 2 s" in ended.err
    assert browsers(tmp_path) == []


def test_a_missing_browser_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    with Pages() as site:
        ended = crawl(tmp_path, site.url, chromium="/no/such/browser")

        assert ended.code == 2
        assert "JOBSPIDER_CHROMIUM is /no/such/browser, and there is no such program" in ended.err
        assert "apt-get install chromium" in ended.err
        assert site.asked() == []


def test_the_template_makes_a_spider_that_reads_such_a_site(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "__init__.py").touch()
    ours = ("-s", "SPIDER_MODULES=sites")
    with SampleBoard(postings=40, robots="allow", match="all") as board:
        page = f"{board}/js/jobs?q=data+science&l=London"
        made = scrapy(
            "genspider", "-t", "playwright", "rendered", page, "-s", "NEWSPIDER_MODULE=sites", path=str(tmp_path)
        )
        file = tmp_path / "sites" / "rendered.py"
        there = "#results[data-total], script[type='application/ld+json']"
        file.write_text(file.read_text().replace("    # What has", f'    wait_for = "{there}"\n    # What has'))
        ended = scrapy("crawl", "rendered", *ours, "-s", "CLOSESPIDER_PAGECOUNT=5", path=str(tmp_path))

    assert made.code == 0, made.err
    found = rows(os.environ["JOBSPIDER_DATABASE_URL"])
    assert found, ended.err
    assert all(row["company"] and row["description_text"] for row in found)
    assert browsers(tmp_path) == []
