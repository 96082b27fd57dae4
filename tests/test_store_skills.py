"""Given skills that people have added, changed or switched off, when postings are read, then by that dictionary."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from typer.testing import CliRunner

from jobspider.clean.skill_dictionary import Dictionary, seed
from jobspider.clean.skill_entry import skill_of
from jobspider.clean.skills import find_skills
from jobspider.cli import app
from jobspider.config import config
from jobspider.errors import SkillExistsError, SkillRefusedError, UnknownSkillError
from jobspider.etl.refresh import refresh_skills, start_over
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.store.skills import add_skill, check_skill, dictionary_of, edit_skill, remove_skill, row_of
from jobspider.tables import postings, skills
from pipelines.enrich import EnrichPipeline
from tests.crawling import ROOT
from tests.searching import posting

NEW = {"aliases": "", "category": "", "rule": "word", "not_before": "", "not_after": "", "enabled": True}
KDB = {**NEW, "name": "kdb+", "aliases": "kdb, q/kdb\nKDB-X", "category": "database"}


def names(dictionary: Dictionary, text: str) -> list[str]:
    return [mention.name for mention in find_skills("", text, dictionary)]


def stored(engine: Engine) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        return [row.skills for row in connection.execute(select(postings.c.skills).order_by(postings.c.title))]


def test_the_curated_dictionary_holds_until_people_change_it(engine: Engine) -> None:
    assert dictionary_of(engine) is seed()
    with engine.begin() as connection:
        add_skill(connection, KDB)
        edit_skill(connection, "Apache Kafka", {"aliases": "kafka\nmsk"})
        edit_skill(connection, "Asana", {"enabled": False})
        with pytest.raises(SkillExistsError, match="edit"):
            add_skill(connection, {**NEW, "name": "Python"})
        with pytest.raises(UnknownSkillError, match="skills list"):
            edit_skill(connection, "Kite", {})
    with pytest.raises(SkillExistsError), engine.begin() as connection:
        add_skill(connection, {**KDB, "aliases": ""})

    now = dictionary_of(engine)

    text = "Experience with Q/KDB, Amazon MSK, Asana, Python and kafka streams"
    assert names(now, text) == ["Apache Kafka", "kdb+", "Python"]
    assert names(seed(), text) == ["Apache Kafka", "Asana", "Python"]
    assert (names(now, "msk"), names(seed(), "msk")) == (["Apache Kafka"], [])
    assert now.digest != seed().digest
    assert dictionary_of(engine) is now, "it is made once"
    with engine.begin() as connection:
        back = [remove_skill(connection, name) for name in ("Asana", "Apache Kafka", "kdb+")]
        assert back == [True, True, False]
        for name, why in (("Asana", "--off"), ("kdb+", "skills list")):
            with pytest.raises(UnknownSkillError, match=why):
                remove_skill(connection, name)
    assert dictionary_of(engine).digest == seed().digest


def test_stored_postings_are_read_again_and_lose_what_is_taken_back(engine: Engine) -> None:
    told = ["Kdb developer", "Kite flyer", "Python developer"]
    upsert(engine, [posting(n, title=title) for n, title in enumerate(told)], datetime.now(UTC))
    with engine.begin() as connection:
        connection.execute(update(postings).where(postings.c.title == "Kite flyer").values(skills=("Kite flying",)))
        add_skill(connection, KDB)
    assert refresh_skills(engine) >= 2
    assert stored(engine) == [("kdb+",), ("Kite flying",), ("Python",)], "the board's own stay"

    with engine.begin() as connection:
        remove_skill(connection, "kdb+")
        edit_skill(connection, "Python", {"enabled": False})
    assert refresh_skills(engine) == 2
    assert stored(engine) == [(), ("Kite flying",), ()]
    assert refresh_skills(engine) == 0

    with engine.begin() as connection:  # as a run does that still has the old dictionary
        connection.execute(update(postings).where(postings.c.title == told[2]).values(skills=("Python",)))
    assert refresh_skills(engine) == 0
    start_over(engine)
    assert refresh_skills(engine) == 1


def test_a_run_takes_the_dictionary_when_it_begins_and_its_finds_can_be_taken_back(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBSPIDER_DATABASE_URL", database_url)
    config.cache_clear()
    with engine.begin() as connection:
        add_skill(connection, KDB)
    run = EnrichPipeline()
    run.open_spider()
    with engine.begin() as connection:
        connection.execute(delete(skills))  # as the admin page does

    found = run.process_item(posting(1, title="Kdb developer", skills=()))
    upsert(engine, [found], datetime.now(UTC))
    assert stored(engine) == [("kdb+",)], "until its end"
    refresh_skills(engine)
    assert stored(engine) == [()]
    again = EnrichPipeline()
    again.open_spider()
    assert again.process_item(posting(2, title="Kdb developer", skills=())).skills == ()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": "a, b"}, "is no name"),
    ({"name": " kdb"}, "is no name"),
    ({"name": "++"}, "can't be found"),
    ({"name": ""}, "can't be found"),
    ({"name": "x" * 65}, "can't be found"),
    ({"name": "Q"}, "rule context"),
    ({"name": "Q", "rule": "anything"}, "one of word, case, context"),
    ({"name": "kdb", "aliases": "\n".join(f"kdb{n}" for n in range(201))}, "lists too much"),
    ({"name": "kdb", "not_before": "y" * 65}, "lists too much"),
    ({"name": "Snake", "aliases": "PYTHON"}, "stands for Python already"),
]


def test_what_would_be_found_everywhere_or_nowhere_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'own.db'}")
    upgrade(engine)
    for fields, why in REFUSED:
        with engine.begin() as connection, pytest.raises(SkillRefusedError, match=why):
            add_skill(connection, {**NEW, **fields})
    with engine.begin() as connection:
        assert [check_skill(connection, row_of(skill)) for skill in seed().skills] == [
            row_of(skill) for skill in seed().skills
        ], "each curated one may be changed"
        for row in ({"name": "Python", "rule": "anything"}, KDB):
            connection.execute(insert(skills).values(row))
    found = names(dictionary_of(engine), "Python and kdb-x")
    assert found == ["kdb+", "Python"], "a row that makes no sense costs no other its effect"
    assert "left out: the rule of Python is 'anything'" in caplog.text
    engine.dispose()
    assert names(Dictionary(()), "Python") == []
    assert skill_of({**NEW, "name": "Q", "rule": "context"}).spellings == ("Q",)


def test_every_command_of_the_guide_works_as_it_stands() -> None:
    guide = (ROOT / "docs" / "skills.md").read_text()
    commands = [line for block in re.findall(r"```console\n(.*?)```", guide, re.DOTALL) for line in block.splitlines()]
    said = {command: CliRunner().invoke(app, shlex.split(command)[1:]) for command in commands}

    assert all(ended.exit_code == 0 for ended in said.values()), said
    told = [ended.output for ended in said.values()]
    assert told[0] == "Python (asked for)\n"
    assert "kdb, q/kdb" in told[2]
    assert told[-1] == "0 postings have other skills now.\n"
    own = CliRunner().invoke(app, ["skills", "list", "--own"]).output
    assert ("Apache Kafka" in own, "changed" in own, "added" in own, "Asana" in own) == (True, True, True, False)
    assert CliRunner().invoke(app, ["skills", "find", "nothing at all"]).exit_code == 1
    refused = CliRunner().invoke(app, ["skills", "add", "C"])
    assert (refused.exit_code, "there is a skill C already" in refused.output) == (2, True)
    for field in set(skills.c.keys()) - {"id", "changed_at"}:
        assert f"| `{field}` |" in guide
