"""`scrapy genspider`: given a board, a name and a URL, then a file that lints, types, loads and reads pages."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobspider.boards.catalogue import FOUNDATIONS, board_classes
from jobspider.commands import _template
from jobspider.errors import ConfigError
from tests.crawling import ROOT, Ended, rows, scrapy, scrapy_command

URLS = {
    "greenhouse": "https://boards.greenhouse.io/acme",
    "lever": "https://jobs.lever.co/acme/5af0",
    "ashby": "https://jobs.ashbyhq.com/acme",
    "smartrecruiters": "https://api.smartrecruiters.com/v1/companies/acme/postings",
    "recruitee": "https://acme.recruitee.com/o/cook",
    "workable": "https://apply.workable.com/acme/",
    "teamtailor": "https://acme.teamtailor.com/jobs",
    "personio": "https://acme.jobs.personio.de",
    "indeed": "https://de.indeed.com/jobs?q=koch",
}
BOARDS = _template.boards()


def url_for(board: str) -> str:
    """An address such as a newcomer would have."""
    return URLS.get(board, "https://careers.example.com/jobs?a=1&b=2")


def genspider(sites: Path, *args: str) -> Ended:
    """Runs the command with `sites` as the folder of the spiders."""
    return scrapy("genspider", *args, "-s", "NEWSPIDER_MODULE=sites", "-s", "SPIDER_MODULES=sites", path=str(sites))


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package `sites` that has a spider of each board."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "sites").mkdir()
    (folder / "sites" / "__init__.py").touch()
    for board in BOARDS:
        text = _template.rendered(board, f"new_{board}", _template.checked_url(url_for(board)))
        (folder / "sites" / f"new_{board}.py").write_text(text)
    return folder


def test_every_board_has_a_template_and_every_template_a_board() -> None:
    assert set(BOARDS) - ALSO == set(board_classes()) - FOUNDATIONS


ALSO = frozenset({"playwright"})
"""Templates of json_ld with a knob turned."""


@pytest.mark.servers
def test_generated_files_pass_ruff_and_mypy_strict(sites: Path) -> None:
    files = [str(file) for file in sorted((sites / "sites").glob("*.py"))]
    config = ["--config", str(ROOT / "pyproject.toml"), "--config", "lint.per-file-ignores = {'**' = ['RUF012']}"]
    for command in (["ruff", "check", *config], ["ruff", "format", "--check", *config[:2]]):
        ended = subprocess.run([sys.executable, "-m", *command, *files], capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    typed = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *files]
    ended = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.servers
def test_generated_spiders_load_with_their_names_and_classes(sites: Path) -> None:
    ended = scrapy("list", "-s", "SPIDER_MODULES=sites", path=str(sites))

    assert ended.out.split() == sorted(f"new_{board}" for board in BOARDS)
    assert ended.err == ""
    assert "class NewSearchPageSpider(SearchPageBoard):" in (sites / "sites" / "new_search_page.py").read_text()


@pytest.mark.parametrize("board", sorted(set(URLS) - {"indeed"}))
def test_a_platforms_template_finds_the_employer_in_the_address(board: str) -> None:
    text = _template.rendered(board, "acme", URLS[board])

    assert 'employers = "acme"' in text


@pytest.mark.servers
def test_the_command_writes_a_spider_that_crawls_and_leaves_it_alone_afterwards(
    tmp_path: Path, sample_board: str
) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "__init__.py").touch()

    made = genspider(tmp_path, "sample_careers", f"{sample_board}/careers")

    file = tmp_path / "sites" / "sample_careers.py"
    assert made.code == 0, made.err
    assert f"wrote {file}: look through it" in made.err
    url = f"sqlite:///{tmp_path}/found.db"
    only = ["-s", "SPIDER_MODULES=sites", "-s", "CLOSESPIDER_PAGECOUNT=12"]
    scrapy("crawl", "sample_careers", *only, path=str(tmp_path), database_url=url)
    assert rows(url)
    before = file.read_text()

    again = genspider(tmp_path, "sample_careers", "https://other.example")
    file.with_name("broken.py").write_text("mistake(")
    taken = genspider(tmp_path, "broken", "https://other.example")

    assert (again.code, taken.code) == (2, 2)
    assert "there is a spider sample_careers already" in again.err
    assert "broken.py exists and is left as it is" in taken.err
    assert file.read_text() == before


@pytest.mark.servers
def test_no_spider_is_made_for_a_site_that_the_policy_holds_back(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "__init__.py").touch()

    refused = genspider(tmp_path, "acme", "uk.linkedin.com/company/acme/jobs")
    first = genspider(tmp_path, "acme", "https://www.totaljobs.com/jobs")

    assert (refused.code, first.code) == (2, 2)
    assert "uk.linkedin.com is refused by policy: " in refused.err
    assert "If you have it, name the site in JOBSPIDER_PERMITTED_SITES." in first.err
    assert not (tmp_path / "sites" / "acme.py").exists()


@pytest.mark.servers
def test_the_list_says_what_each_board_is_for() -> None:
    ended = scrapy("genspider", "--list")

    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == BOARDS
    assert "json_ld          jobs described as schema.org/JobPosting on its own pages" in ended.out


JOB = {"id": "c1", "url": "/jobs/c1", "title": "Cook", "company": "Inn", "location": "Leeds", "salary": "£12 an hour"}


@pytest.mark.servers
def test_the_templates_of_json_read_a_page_of_their_example_shape(sites: Path, tmp_path: Path) -> None:
    document = {"jobs": [{**JOB, "url": "https://careers.example.com/jobs/c1"}]}
    (tmp_path / "api.json").write_text(json.dumps(document))
    state = json.dumps({"props": {"pageProps": {"jobs": [JOB]}}})
    page = f'<html><script id="__NEXT_DATA__" type="application/json">{state}</script></html>'
    (tmp_path / "search.html").write_text(page)

    for board, file in (("json_api", "api.json"), ("search_page", "search.html")):
        spider = ["--spider", f"new_{board}", "-s", "SPIDER_MODULES=sites"]
        ended = scrapy("page", *spider, str(tmp_path / file), path=str(sites))

        assert ended.code == 0, ended.err
        found = json.loads(ended.out)
        assert found["title"] == "Cook"
        assert found["url"] == "https://careers.example.com/jobs/c1"
        assert (found["salary_min"], found["salary_period"]) == (12, "HOUR")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Acme-Jobs", "such as acme_jobs"),
        ("1st", "a letter first"),
        ("class", "no word of Python's"),
        ("../x", "such as x"),
        ("a" * 51, "50 characters at most"),
        ("", "can't be a spider's name"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_advice(name: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        _template.checked_name(name)


@pytest.mark.parametrize("url", ["ftp://a.example", "https://", "http://[", "http://a.example:99999", "a b", ""])
def test_a_url_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="write it in full"):
        _template.checked_url(url)


@pytest.mark.parametrize(
    ("board", "url", "sentence"),
    [
        ("greenhous", "https://a.example", "did you mean greenhouse?"),
        ("ashby", "https://jobs.ashbyhq.com/", "names no employer"),
        ("indeed", "https://jobs.example", "none of Indeed's country sites"),
    ],
)
def test_a_board_or_address_that_does_not_fit_is_refused(board: str, url: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        _template.rendered(board, "acme", url)


@given(st.text(max_size=40))
def test_no_url_can_write_code_into_a_file(tail: str) -> None:
    try:
        url = _template.checked_url(f"https://a.example/{tail}")
    except ConfigError:
        return
    values: dict[str, object] = {}
    line = next(line for line in _template.rendered("json_ld", "acme", url).splitlines() if "start_urls" in line)
    exec(line.strip(), values)
    assert values["start_urls"] == [url]


@pytest.mark.servers
def test_the_command_works_from_the_wheel(tmp_path: Path) -> None:
    source, installed = tmp_path / "source", tmp_path / "installed"
    source.mkdir()
    for name in ("jobspider", "spiders", "pipelines", "api", "migrations"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(tmp_path), str(source)]
    subprocess.run([sys.executable, "-m", "pip", *build], capture_output=True, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(installed)

    environment = {**os.environ, "PYTHONPATH": str(installed), "SCRAPY_SETTINGS_MODULE": "jobspider.settings"}
    command = scrapy_command("genspider", "acme", "careers.example.com/jobs")
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert 'start_urls = ["https://careers.example.com/jobs"]' in (installed / "spiders" / "acme.py").read_text()
