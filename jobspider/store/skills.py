"""The dictionary of skills: the curated one with what people have changed in the table `skills`."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from jobspider.clean.skill_dictionary import Dictionary, Skill, seed, spaced
from jobspider.clean.skill_entry import skill_of
from jobspider.errors import SkillExistsError, SkillRefusedError, UnknownSkillError
from jobspider.store.faults import is_duplicate
from jobspider.store.insert import insert_unless_there
from jobspider.store.transaction import in_transaction
from jobspider.tables import refreshes, skills

logger = logging.getLogger(__name__)

REFRESH = "skills"
"""The row of the table `refreshes`."""


def dictionary_in(connection: Connection) -> Dictionary:
    """The dictionary as it is now. A row that makes no sense is logged and left out: it costs no other its effect."""
    rows = connection.execute(select(skills).order_by(skills.c.name)).mappings().all()
    own = [skill for row in rows if row["enabled"] and (skill := _readable(row))]
    replaced = {skill.name for skill in own} | {row["name"] for row in rows if not row["enabled"]}
    return _built((*own, *(skill for skill in seed().skills if skill.name not in replaced)))


def dictionary_of(engine: Engine) -> Dictionary:
    """The same, for a process that stores what it finds until its run ends. Raises as `in_transaction` does."""
    return in_transaction(engine, _in_use)


def _in_use(connection: Connection) -> Dictionary:
    """Its names are noted: what jobspider itself has found is taken away again, what a board has said stays."""
    found = dictionary_in(connection)
    start = {"digest": "", "names": [], "former": [], "done_until": 0}
    insert_unless_there(connection, refreshes, {"name": REFRESH, **start})
    mine = refreshes.c.name == REFRESH
    row = connection.execute(select(refreshes).where(mine)).mappings().one()
    if not found.names <= {*row["names"], *row["former"]}:
        row = connection.execute(select(refreshes).where(mine).with_for_update()).mappings().one()
        former = sorted(found.names.union(row["former"]).difference(row["names"]))
        connection.execute(update(refreshes).where(mine).values(former=former))
    return found


@lru_cache(maxsize=2)
def _built(found: tuple[Skill, ...]) -> Dictionary:
    return seed() if found == seed().skills else Dictionary(found)


def _readable(row: RowMapping) -> Skill | None:
    try:
        return skill_of(dict(row))
    except SkillRefusedError as error:
        logger.warning("the table skills has an entry that is left out: %s", error)
        return None


def rows_of(connection: Connection) -> dict[str, RowMapping]:
    """What people have written, by name."""
    return {row["name"]: row for row in connection.execute(select(skills)).mappings()}


def check_skill(connection: Connection, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The row as it is stored. Raises SkillRefusedError, also where a spelling stands for another skill already."""
    skill = skill_of(fields)
    if fields["enabled"]:
        taken = {_same(each): other.name for other in dictionary_in(connection).skills for each in other.spellings}
        for spelling in skill.spellings:
            other = taken.get(_same(spelling), skill.name)
            if other != skill.name:
                raise SkillRefusedError(f"{spelling} stands for {other} already: change that one first")
    return row_of(skill, enabled=bool(fields["enabled"]))


def row_of(skill: Skill, *, enabled: bool = True) -> dict[str, Any]:
    """The row that says the same as this skill."""
    lists = {name: "\n".join(getattr(skill, name)) for name in ("aliases", "not_before", "not_after")}
    return {"name": skill.name, "category": skill.category, "rule": skill.rule, **lists, "enabled": enabled}


def add_skill(connection: Connection, fields: Mapping[str, Any]) -> None:
    """Adds a skill. SkillExistsError where there is one of this name, curated or not."""
    name = fields["name"]
    known = SkillExistsError(f"there is a skill {name} already: `jobspider skills edit` changes it")
    if name in seed().names:
        raise known
    try:
        connection.execute(insert(skills).values(check_skill(connection, fields)))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise known from error


def edit_skill(connection: Connection, name: str, changes: Mapping[str, Any]) -> None:
    """Gives a skill other fields, those named; a curated one gets a row of its own for that. UnknownSkillError."""
    row = connection.execute(select(skills).where(skills.c.name == name).with_for_update()).mappings().first()
    curated = [row_of(skill) for skill in seed().skills if skill.name == name]
    if row is None and not curated:
        raise UnknownSkillError(f"there is no skill {name}: `jobspider skills list` shows all")
    values = check_skill(connection, {**(row or curated[0]), **changes})
    if row is None:
        connection.execute(insert(skills).values(values))
    else:
        connection.execute(update(skills).where(skills.c.name == name).values(values))


def remove_skill(connection: Connection, name: str) -> bool:
    """Forgets what people have said of a skill; whether a curated one is in force again. UnknownSkillError."""
    if connection.execute(delete(skills).where(skills.c.name == name)).rowcount:
        return name in seed().names
    if name in seed().names:
        raise UnknownSkillError(f"{name} is as it came: `jobspider skills edit {name} --off` lets it not be found")
    raise UnknownSkillError(f"there is no skill {name}: `jobspider skills list` shows all")


def _same(spelling: str) -> str:
    return spaced(spelling).lower()
