"""Given people who mean harm, when they try what docs/security.md says is held, then it is held."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from scrapy.settings import Settings

from jobspider.alerts.service import calling_nobody
from jobspider.api_keys import Scope
from jobspider.boards.arguments import argument_names
from jobspider.errors import ConfigError
from jobspider.spider_loader import SpiderLoader
from jobspider.store.engine import create_engine
from tests.served_data import fill, key_for
from tests.serving import Api, serving
from tests.test_api_problems import check
from tests.visiting import Visitor

SECRET = "mysql+pymysql://jobspider:hush@mysql/jobspider"
SPIDERS = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["spiders"]}))


class Served(NamedTuple):
    """A running API, and keys that each may do one thing."""

    api: Api
    keys: dict[Scope, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("security")
    url = f"sqlite:///{folder / 'jobspider.db'}"
    fill(url)
    engine = create_engine(url)
    keys = {scope: key_for(engine, scope) for scope in Scope}
    engine.dispose()
    with serving(folder, database_url=url, secret_key="0123456789abcdef" * 2) as api:
        yield Served(api, keys)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that is nobody's business."""
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    return file


@pytest.mark.parametrize("call", ["@everyone", "x@here", "<@123>", "<@&456>", "<@!7>", "@bob", "@EVERYONE"])
def test_a_posting_calls_nobody_in_a_chat(call: str) -> None:
    said = calling_nobody(f"Nurse {call} at jobs@example.org")

    assert call not in said
    assert said.replace("\N{ZERO WIDTH SPACE}", "") == f"Nurse {call} at jobs@example.org"
    assert "jobs@example.org" in said


def test_every_proof_that_the_page_names_is_there() -> None:
    root = Path(__file__).parents[1]
    named = set(re.findall(r"`(tests/[\w/]+\.py|deploy/[\w/.-]+)`", (root / "docs/security.md").read_text()))

    assert len(named) > 20
    assert [name for name in sorted(named) if not (root / name).exists()] == []


def test_every_secret_of_the_stack_is_on_the_page() -> None:
    root = Path(__file__).parents[1]
    stack = yaml.safe_load((root / "stack.yml").read_text())
    said = (root / "docs/security.md").read_text()

    assert [name for name in stack["secrets"] if f"`{name}`" not in said] == []


@pytest.mark.parametrize("name", SPIDERS.list())
def test_no_spider_repeats_what_is_in_a_file_that_an_argument_names(name: str, secret: Path) -> None:
    spider = SPIDERS.load(name)
    tried = 0
    for argument in argument_names(spider):
        for value in (str(secret), f"@{secret}"):
            said = ""
            try:
                spider(**{argument: value})
            except ConfigError as error:
                said = str(error)
            assert "hush" not in said
            tried += 1
    assert tried >= 2, inspect.getfile(spider)


@pytest.mark.servers
@pytest.mark.parametrize(
    ("spider", "argument", "sign"),
    [("careers", "file", ""), ("greenhouse", "employers", "@"), ("lever", "employers", " @")],
)
def test_a_key_reads_no_files_through_arguments(
    served: Served, secret: Path, spider: str, argument: str, sign: str
) -> None:
    wanted = {"spider": spider, "arguments": {argument: f"{sign}{secret}"}}
    schedules = {"Authorization": f"Bearer {served.keys[Scope.SCHEDULES]}"}
    searches = {"Authorization": f"Bearer {served.keys[Scope.SEARCHES]}"}
    fine = {"name": "fine", "spider": "indeed", "cron": "@daily"}
    assert served.api.ask("POST", "/schedules", fine, **schedules).status in {201, 409}

    answers = [
        served.api.ask("POST", "/schedules", {**wanted, "name": "thief", "cron": "@daily"}, **schedules),
        served.api.ask("PUT", "/schedules/fine", {**wanted, "cron": "@daily"}, **schedules),
        served.api.ask("PATCH", "/schedules/fine", wanted, **schedules),
        served.api.ask("POST", "/searches", wanted, **searches),
    ]

    for answer in answers:
        assert "names a file of our machines" in check(answer, 409).detail
        assert b"hush" not in answer.body


@pytest.mark.servers
def test_a_key_for_alerts_does_nothing_else(served: Served) -> None:
    person = Visitor(served.api)
    assert person.sign_in(served.keys[Scope.ALERTS]).status == 303
    token = person.token("/admin/schedules/list") if person.get("/admin/schedules/list").status == 200 else "none"

    for path in ("/admin/schedules/list", "/admin/keys/list", "/admin/keys/create", "/admin/alerts/edit/1"):
        assert person.get(path).status == 403, path
    for path in ("/admin/keys/create", "/admin/keys/remove/1", "/ops/schedules/fine/fire"):
        assert person.post(path, {"csrf_token": token, "name": "mine", "scopes": "admin"}).status == 403, path


@pytest.mark.servers
@pytest.mark.parametrize(
    "path",
    ["/static/..%2f..%2fapp.py", "/assets/x/%2e%2e/app.py", "/assets//etc/passwd", "/static/swagger/..%5capp.py"],
)
def test_no_address_leads_out_of_the_folders_that_are_served(served: Served, path: str) -> None:
    check(served.api.get(path), 404)
