"""`jobspider skills add|edit|remove`."""

from typing import Annotated, Any

import typer

from jobspider.cli.shared.database import in_database
from jobspider.store.skills import add_skill, edit_skill, remove_skill

Name = Annotated[str, typer.Argument(help="The skill, as postings show it.")]
Alias = Annotated[list[str] | None, typer.Option(help="Another spelling; may be given several times.")]
Category = Annotated[str | None, typer.Option(help="language, framework, tool …; for people.")]
Rule = Annotated[
    str | None, typer.Option(help="word: in any case; case: as written; context: as written, where a skill is meant.")
]
NotBefore = Annotated[list[str] | None, typer.Option(help="Words right after it that make it something else.")]
NotAfter = Annotated[list[str] | None, typer.Option(help="Words right before it that make it something else.")]
LATER = "The next runs find it; `jobspider skills apply` reads open postings again."


def add(  # noqa: PLR0913, PLR0917  the fields of a skill
    name: Name,
    alias: Alias = None,
    category: Category = None,
    rule: Rule = None,
    not_before: NotBefore = None,
    not_after: NotAfter = None,
) -> None:
    """Add a skill to the dictionary."""
    fields = {"aliases": "", "category": "", "rule": "word", "not_before": "", "not_after": "", "enabled": True}
    named = _named(alias, category, rule, not_before, not_after)
    in_database(lambda connection: add_skill(connection, {"name": name, **fields, **named}))
    typer.echo(f"The skill {name} is added. {LATER}")


def edit(  # noqa: PLR0913, PLR0917  the fields of a skill
    name: Name,
    alias: Alias = None,
    category: Category = None,
    rule: Rule = None,
    not_before: NotBefore = None,
    not_after: NotAfter = None,
    on: Annotated[bool | None, typer.Option("--on/--off", help="Whether it is found at all.")] = None,
) -> None:
    """Change a skill, a curated one too; what is not named stays. A list that is named takes the old one's place."""
    named = _named(alias, category, rule, not_before, not_after)
    if on is not None:
        named["enabled"] = on
    in_database(lambda connection: edit_skill(connection, name, named))
    typer.echo(f"The skill {name} is changed. {LATER}")


def remove(name: Name) -> None:
    """Forget what you have said of a skill; a curated one is as it came then."""
    curated = in_database(lambda connection: remove_skill(connection, name))
    typer.echo(f"The skill {name} is {'as it came' if curated else 'removed'}. {LATER}")


def _named(
    alias: list[str] | None,
    category: str | None,
    rule: str | None,
    not_before: list[str] | None,
    not_after: list[str] | None,
) -> dict[str, Any]:
    """The fields that were given."""
    lists = {"aliases": alias, "not_before": not_before, "not_after": not_after}
    texts = {name: "\n".join(words) for name, words in lists.items() if words is not None}
    return {**texts, **{name: each for name, each in (("category", category), ("rule", rule)) if each is not None}}
