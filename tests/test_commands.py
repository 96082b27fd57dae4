"""`scrapy page` and `scrapy save`: given a saved page, then its postings on standard output."""

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from jobspider.boards.cases import SavedCase
from tests.crawling import CAREERS, ROOT, scrapy

pytestmark = pytest.mark.servers


@pytest.fixture
def search_page(sample_board: str, tmp_path: Path) -> Path:
    """A search page of the sample board in a file."""
    file = tmp_path / "search.html"
    with urlopen(f"{sample_board}/jobs?q=data+science&l=London", timeout=10) as answer:
        file.write_bytes(answer.read())
    return file


def test_page_prints_the_postings_of_a_file_as_json_lines(search_page: Path) -> None:
    ended = scrapy("page", "--spider", "indeed", str(search_page))

    assert ended.code == 0, ended.err
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert len(found) == 15
    assert all(posting["url"].startswith("https://uk.indeed.com/viewjob?jk=") for posting in found)
    assert "15 postings on " in ended.err


def test_page_fetches_a_url_first(sample_board: str) -> None:
    url = f"{sample_board}/jobs?q=data+science&l=London"

    ended = scrapy("page", "--spider", "indeed", "-a", f"base_url={sample_board}", url)

    assert ended.code == 0, ended.err
    assert len(ended.out.splitlines()) == 15


def test_the_shell_fetches_a_page_and_records_nothing(sample_board: str, tmp_path: Path) -> None:
    nowhere = {"database_url": f"sqlite:///{tmp_path / 'none.db'}", "redis_url": "redis://127.0.0.1:1/0"}
    open_networks = {"public_only": "true", "task_allow": "127.0.0.1"}
    for settings in (nowhere, nowhere | open_networks):
        ended = scrapy("shell", f"{sample_board}/", "-c", "response.status", **settings)
        assert (ended.code, ended.out.strip()) == (0, "200"), ended.err
    assert list(tmp_path.iterdir()) == []


def test_page_obeys_robots_txt(sample_board: str) -> None:
    ended = scrapy("page", "--spider", "indeed", f"{sample_board}/viewjob?jk=1")

    assert ended.code == 2
    assert "forbidden by its robots.txt" in ended.err


def test_page_without_a_spider_reads_json_ld(sample_board: str, tmp_path: Path) -> None:
    file = tmp_path / "job.html"
    with urlopen(f"{sample_board}/tree/3", timeout=10) as answer:
        file.write_bytes(answer.read())

    ended = scrapy("page", str(file), "--url", "https://careers.example/3")

    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["title"] == "Engineer 3"
    assert ended.err.startswith("1 posting on ")


def test_page_without_postings_exits_with_1(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text("<html><body><h1>About us</h1></body></html>")

    ended = scrapy("page", "--spider", "indeed", str(file))

    assert ended.code == 1
    assert ended.out == ""


def test_a_challenge_page_exits_with_3_and_says_so(captures: Path) -> None:
    ended = scrapy("page", "--spider", "indeed", str(captures / "indeed" / "blocked_2025-11_cloudflare.html"))

    assert ended.code == 3
    assert ended.out == ""
    assert "challenge page" in ended.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["--spider", "nosuch", "x.html"], "nosuch"), (["nosuchfile.html"], "nosuchfile.html"), ([], "one saved page")],
)
def test_wrong_usage_of_page_gets_a_sentence(arguments: list[str], named: str) -> None:
    ended = scrapy("page", *arguments)

    assert ended.code == 2
    assert named in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("named", [["--url", "https://careers.example/jobs"], ["--spider", "careers"]])
def test_page_without_a_posting_says_what_else_a_crawl_would_follow(named: list[str], tmp_path: Path) -> None:
    (tmp_path / "careers.py").write_text(CAREERS)
    file = tmp_path / "list.html"
    file.write_text('<html><body><a class="job" href="/1">1</a><a class="job" href="/2">2</a><a rel="next" href="/p2">')

    sites = ["-s", "SPIDER_MODULES=careers"]

    ended = scrapy("page", *named, str(file), *sites, path=str(tmp_path))

    assert ended.code == 1
    where = named[-1] if "--url" in named else file.as_uri()
    assert ended.err == f"0 postings, 2 job links, 1 next page on {where} as careers reads it\n"


def project(folder: Path) -> Path:
    """The folder as a project: this one's code, and cases of its own."""
    for name in ("scrapy.cfg", "jobspider", "spiders", "pipelines"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_a_page_of_another_site_gets_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "other.html"
    file.write_text(f'<script type="application/ld+json">{json.dumps(ELSEWHERE)}</script>')

    ended = scrapy("page", "--spider", "indeed", str(file))

    assert ended.code == 1
    assert "lacks a job key" in ended.err
    assert "Traceback" not in ended.err


ELSEWHERE = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Cook", "identifier": "7"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "/jobs/1", "x.html"], "jobspider: --url /jobs/1 is not an http(s) URL: write it in full"),
        (["http://127.0.0.1:1/jobs"], "jobspider: http://127.0.0.1:1/jobs could not be fetched: its site"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_without_the_usage(arguments: list[str], sentence: str) -> None:
    ended = scrapy("page", *arguments)

    assert ended.code == 2
    assert sentence in ended.err
    assert "Usage" not in ended.err


def test_save_writes_a_case_that_holds(search_page: Path, tmp_path: Path) -> None:
    ended = scrapy("save", "indeed", str(search_page), "--case", "london", cwd=project(tmp_path))

    assert ended.code == 0, ended.err
    folder = tmp_path / "tests" / "fixtures" / "indeed" / "london"
    assert (folder / "page.html").read_bytes() == search_page.read_bytes()
    assert len((folder / "postings.jsonl").read_text().splitlines()) == 15


@pytest.mark.parametrize("kept", ["weworkremotely/all", "careers/microdata", "personio/feed", "lever/site"])
def test_save_takes_feeds_job_pages_and_apis_too(kept: str, tmp_path: Path) -> None:
    before = SavedCase.load(ROOT / "tests" / "fixtures" / kept)
    spider, given = before.case.spider, [f"{name}={value}" for name, value in before.case.arguments.items()]

    arguments = [part for each in given for part in ("-a", each)]
    command = ("save", spider, str(before.page), "--url", before.case.url, "--case", "again", *arguments)
    ended = scrapy(*command, cwd=project(tmp_path))

    assert ended.code == 0, ended.err
    after = SavedCase.load(tmp_path / "tests" / "fixtures" / spider / "again")
    assert f"with {len(before.expected())} posting" in ended.err
    assert after.page.name == before.page.name
    assert [each["title"] for each in after.expected()] == [each["title"] for each in before.expected()]


def test_saving_a_page_without_postings_says_so(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_text("<urlset><url><loc>https://a.example/jobs/1</loc></url></urlset>")

    ended = scrapy("save", "careers", "sitemap.xml", "--url", "https://a.example/sitemap.xml", cwd=project(tmp_path))

    assert ended.code == 0, ended.err
    assert "with 0 postings (a sitemap has none: save one of the job pages that it lists)" in ended.err


def test_save_leaves_an_existing_case_alone_unless_it_is_forced(search_page: Path, tmp_path: Path) -> None:
    corrected = tmp_path / "tests" / "fixtures" / "indeed" / "search" / "postings.jsonl"
    corrected.parent.mkdir(parents=True)
    corrected.write_text("corrected by hand")

    refused = scrapy("save", "indeed", str(search_page), cwd=project(tmp_path))

    assert refused.code == 2
    assert "exists; --force writes it anew, --case NAME names another" in refused.err
    assert corrected.read_text() == "corrected by hand"

    forced = scrapy("save", "--force", "indeed", str(search_page), cwd=tmp_path)

    assert forced.code == 0, forced.err
    assert len(corrected.read_text().splitlines()) == 15


def test_page_without_a_spider_names_the_best_board_and_the_next_command(tmp_path: Path) -> None:
    case = ROOT / "tests" / "fixtures" / "greenhouse" / "board" / "page.json"

    ended = scrapy("page", str(case), "--url", "https://boards-api.greenhouse.io/v1/boards/acme/jobs")

    assert ended.code == 0, ended.err
    # The page's host is that of a spider: nothing has to be found out.
    assert "as greenhouse reads it" in ended.err

    unnamed = scrapy("page", str(case))
    assert "as the board greenhouse reads it" in unnamed.err

    assert unnamed.code == 0, unnamed.err
    assert unnamed.out.count("\n") == unnamed.out.count('{"source":"page"') > 0
    assert "board       postings  facts  missing\ngreenhouse  " in unnamed.err
    assert "Next: scrapy crawl greenhouse -a employers=EMPLOYER, or with a file of its own: scrapy genspider" in (
        unnamed.err
    )


def test_a_page_that_no_board_reads_exits_with_1_and_says_what_to_try(tmp_path: Path) -> None:
    file = tmp_path / "about.html"
    file.write_text("<html><body><h1>About us</h1></body></html>")

    ended = scrapy("page", str(file))

    assert ended.code == 1
    assert ended.out == ""
    assert "No board finds a posting here, nor a link to one." in ended.err


def test_a_list_that_no_board_knows_is_shown_with_what_a_spider_file_needs(tmp_path: Path) -> None:
    job = {"ref": "c1", "link": "/jobs/c1", "position": "Cook", "employer": "Inn", "pay": "£12 an hour"}
    file = tmp_path / "list.html"
    file.write_text(f'<script id="data" type="application/json">{json.dumps({"results": {"jobs": [job]}})}</script>')

    ended = scrapy("page", str(file), "--url", "https://inn.example/jobs")

    assert ended.code == 0, ended.err
    assert json.loads(ended.out)["url"] == "https://inn.example/jobs/c1"
    assert "Next: scrapy genspider -t search_page inn https://inn.example/jobs, and write into the file:" in ended.err
    assert '  state_marker = "#data"\n  the list is at "results.jobs"\n' in ended.err
    assert "  source_id: ref, url: link, title: position, company: employer, salary_raw: pay\n" in ended.err
