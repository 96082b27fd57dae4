"""`jobspider alerts add|list|preview|remove|test|deliveries`."""

import typer

from jobspider.cli.alerts import edit, show

alerts_app = typer.Typer(no_args_is_help=True, help="Saved searches that tell somebody what is new.")
alerts_app.command()(edit.add)
alerts_app.command()(edit.remove)
alerts_app.command()(edit.test)
alerts_app.command("list")(show.show)
alerts_app.command()(show.preview)
alerts_app.command()(show.deliveries)
