"""What people change of the dictionary of skills, by the same rules as `jobspider skills`."""

from typing import Any, ClassVar

from sqlalchemy import Connection, select
from wtforms import BooleanField, Form, SelectField, StringField, TextAreaField

from api.dependencies import written
from api.pages.admin.refusals import NotSavedError
from api.pages.admin.rows import Skills
from api.pages.admin.view import ON_OFF, Saved, TableView
from jobspider.clean.skill_dictionary import seed
from jobspider.store.skills import add_skill, edit_skill, remove_skill
from jobspider.tables import skills

FIELDS = ("aliases", "category", "rule", "not_before", "not_after")


class SkillForm(Form):  # type: ignore[misc]
    """What a person writes."""

    name = StringField("Skill", description="As postings show it. A curated one's name changes that one.")
    aliases = TextAreaField("Other spellings", description="One a line.")
    category = StringField("Category", description="language, framework, tool …; for people.")
    rule = SelectField(
        "Where it is found",
        choices=[
            ("word", "wherever it stands, in any case"),
            ("case", "as written, capitals too"),
            ("context", "as written, where the words around speak of skills"),
        ],
    )
    not_before = TextAreaField("Not right before", description="Words after it that make it something else.")
    not_after = TextAreaField("Not right after", description="Words before it that make it something else.")
    enabled = BooleanField("It is found", default=True)


class SkillsView(TableView, model=Skills):
    """The table."""

    name = "skill"
    name_plural = "Skills"
    form = SkillForm
    column_default_sort = "name"
    intro = (
        f"Additions to the {len(seed().skills):,} curated skills, and those that are other here or switched off. The "
        "next runs take a change up."
    )
    remove_says = "An own skill is found no more; a curated one is as it came."
    shown: ClassVar = {
        "Skill": lambda row: row.name,
        "Other spellings": lambda row: row.aliases,
        "Category": lambda row: row.category,
        "Rule": lambda row: row.rule,
        "": lambda row: ON_OFF[row.enabled],
    }

    def added(self, data: dict[str, Any]) -> Saved:
        """As `jobspider skills add`, or `edit` for a curated one."""
        fields = _fields(data)
        name = fields.pop("name")

        def write(found: Connection) -> Any:
            if name in seed().names:
                edit_skill(found, name, fields)
            else:
                add_skill(found, {"name": name, **fields})
            return found.scalar(select(skills.c.id).where(skills.c.name == name))

        return Saved(written(write))

    def changed(self, name: str, data: dict[str, Any]) -> Saved:
        """As `jobspider skills edit`."""
        fields = _fields(data)
        if fields.pop("name") != name:
            raise NotSavedError("A skill keeps its name: remove it, and add another.")

        def write(found: Connection) -> Any:
            edit_skill(found, name, fields)
            return found.scalar(select(skills.c.id).where(skills.c.name == name))

        return Saved(written(write))

    def removed(self, row: Any) -> None:
        """As `jobspider skills remove`."""
        written(lambda found: remove_skill(found, row.name))


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    texts = {name: (data[name] or "").replace("\r\n", "\n").strip() for name in ("name", *FIELDS)}
    return {**texts, "enabled": data["enabled"]}
