"""Given matched postings, when people and programs ask for a job, then they see its postings and why they are one."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from jobspider.api_keys import Scope
from jobspider.posting import Posting
from jobspider.search.jobs import Job
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.tables import postings
from tests.crawling import jobspider
from tests.served_data import key_for
from tests.serving import Api, serving
from tests.test_api_problems import check
from tests.test_store_identity import NOON, posting

pytestmark = pytest.mark.servers
GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "identity.md").read_text()
ADDRESS = "http://127.0.0.1:8000"


def commands() -> list[str]:
    return [line for block in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]


def fill(url: str, *more: Posting) -> dict[Scope, str]:
    """Postings 1 and 2 are one job, 3 is a copy of it, 4 is another; keys of two scopes."""
    engine = create_engine(url)
    upgrade(engine)
    keys = {scope: f"Bearer {key_for(engine, scope)}" for scope in (Scope.JOBS, Scope.TASKS)}
    for each in (
        posting("a"),
        posting("b", "two"),
        posting("c", "three", company="Coastal Staffing"),
        posting("d", title="Cook"),
        *more,
    ):
        upsert(engine, [each], NOON)
    engine.dispose()
    return keys


def test_every_command_of_the_guide_works_as_it_stands(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    keys = fill(url, posting("e", title="Baker"), posting("f", "two", title="Baker"))
    with serving(tmp_path, database_url=url) as api:
        check(api.get("/jobs/1"), 404)
        for command in commands():
            name, *words = command.split()
            if name == "jobspider":
                ended = jobspider(*words, cwd=tmp_path, database_url=url)
                assert ended.code == 0, f"{command}: {ended.err}"
                continue
            job = api.get("/jobs/2").json
            typed = command.replace(ADDRESS, api.url)
            subprocess.run(typed, shell=True, cwd=tmp_path, capture_output=True, timeout=60, check=True)
            assert [(p["id"], p["basis"], p["score"], p["linked_to"]) for p in job["postings"]] == [
                (1, "text", 1.0, 2),
                (2, "text", 1.0, 1),
            ]
            assert [(p["id"], p["job_id"], p["basis"]) for p in job["possible_copies"]] == [(3, 3, "copy")]
            assert job["job_id"] == api.get("/postings/2").json["job_id"] == 1
        after = api.get("/jobs/1").json
        take_out_by_api(api, keys)
    assert [p["id"] for p in after["postings"]] == [1]
    assert {command.split()[0] for command in commands()} == {"jobspider", "curl"}


def take_out_by_api(api: Api, keys: dict[Scope, str]) -> None:
    """Postings 5 and 6 are one job, until a key with the scope says otherwise."""
    may = {"Authorization": keys[Scope.JOBS]}
    assert [p["id"] for p in api.get("/jobs/6").json["postings"]] == [5, 6]
    check(api.ask("DELETE", "/jobs/5/postings/6"), 401)
    check(api.ask("DELETE", "/jobs/5/postings/6", Authorization=keys[Scope.TASKS]), 403, "missing_scope")
    for wrong in ("/jobs/5/postings/4", "/jobs/5/postings/99", "/jobs/99/postings/5"):
        check(api.ask("DELETE", wrong, **may), 404)
    curl = next(line.strip() for line in GUIDE.splitlines() if line.startswith("    curl"))
    typed = curl.replace(ADDRESS, api.url).replace("$KEY", keys[Scope.JOBS].removeprefix("Bearer "))
    answered = subprocess.run(typed, shell=True, capture_output=True, timeout=60, check=True).stdout
    job = json.loads(answered)
    assert (job["job_id"], [p["id"] for p in job["postings"]]) == (6, [6])
    assert [p["id"] for p in api.get("/jobs/5").json["postings"]] == [5]
    check(api.ask("DELETE", "/jobs/5/postings/5", **may), 409)
    check(api.ask("DELETE", "/jobs/5/postings/6", **may), 404)
    example = api.get("/openapi.json").json["paths"]["/jobs/{job_id}/postings/{posting_id}"]["delete"]["responses"]
    assert Job.model_validate(example["200"]["content"]["application/json"]["example"]).job_id == 2


def test_the_command_says_what_it_shows_and_refuses(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    fill(url)

    def command(*words: str) -> tuple[int, str]:
        ended = jobspider(*words, cwd=tmp_path, database_url=url)
        return ended.code, ended.out + ended.err

    assert command("jobs", "show", "1") == (
        2,
        "jobspider: there is no job or posting 1 that was compared: run `jobspider match` first\n",
    )
    assert command("match") == (0, "Compared 4 postings.\n")
    code, shown = command("jobs", "show", "2")
    assert code == 0
    for word in ("job 1", "Harbour Trust", "Coastal Staffing", "text", "copy", "1.00"):
        assert word in shown
    assert command("jobs", "undo", "2") == (0, "Posting 2 is a job of its own now; it was one with 1.\n")
    assert command("jobs", "undo", "2")[0] == 2
    assert command("match", "--all") == (0, "Compared 4 postings.\n")
    engine = create_engine(url)
    with engine.connect() as connection:
        assert list(connection.execute(select(postings.c.job_id).order_by(postings.c.id)).scalars()) == [1, 2, 3, 4]
    engine.dispose()
