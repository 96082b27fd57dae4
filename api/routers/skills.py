"""Skills: the dictionary that postings are read with, and how many open postings name each."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.caller import READ
from api.dependencies import Database
from jobspider.clean.skill_dictionary import Skill
from jobspider.search.daily import skill_counts
from jobspider.store.skills import dictionary_in

router = APIRouter(prefix="/skills", tags=["statistics"], dependencies=[READ])
LONGEST_NAME = 64


class KnownSkill(BaseModel):
    """A skill as `skills` of postings shows it."""

    name: str
    category: str = Field(description="language, tool, method …")
    aliases: list[str] = Field(description="Other spellings by which it is found.")
    postings: int | None = Field(
        description="Open postings that named it at `as_of`; null where no figures were stored, or for a skill that is "
        "not among the 200 most frequent."
    )

    @classmethod
    def of(cls, skill: Skill, postings: int | None) -> Self:
        """The skill with its count."""
        return cls(name=skill.name, category=skill.category, aliases=list(skill.aliases), postings=postings)


class SkillPage(BaseModel):
    """Some skills, and where the next ones begin."""

    as_of: datetime | None = Field(description="The moment that the counts are about; null: none are stored.")
    items: list[KnownSkill]
    next_cursor: str | None = Field(description="Give it as `cursor` to get the skills after these; null: no more.")


@router.get("")
def list_skills(
    database: Database,
    category: Annotated[str | None, Query(max_length=32, description="Skills of this category only.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Skills in one answer.")] = 100,
    cursor: Annotated[
        str | None,
        Query(max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f]+$", description="`next_cursor` of the answer before."),
    ] = None,
) -> SkillPage:
    """The dictionary of skills by name, with what people have added and changed."""
    as_of, counts = skill_counts(database)
    known = sorted(dictionary_in(database).skills, key=lambda skill: _place(skill.name))
    wanted = [
        skill
        for skill in known
        if category in {None, skill.category} and (cursor is None or _place(skill.name) > _place(cursor))
    ]
    page = [KnownSkill.of(skill, counts.get(skill.name)) for skill in wanted[:limit]]
    return SkillPage(as_of=as_of, items=page, next_cursor=page[-1].name if len(wanted) > limit else None)


def _place(name: str) -> tuple[str, str]:
    return name.casefold(), name
