"""`jobspider skills list|add|edit|remove|find|apply`."""

import typer

from jobspider.cli.skills import edit, show, use

skills_app = typer.Typer(no_args_is_help=True, help="The dictionary of skills: the curated one with your changes.")
skills_app.command("list")(show.show)
skills_app.command()(edit.add)
skills_app.command()(edit.edit)
skills_app.command()(edit.remove)
skills_app.command()(use.find)
skills_app.command("apply")(use.apply)
