"""docs/settings.md, made from Config: `python -m jobspider.settings_doc > docs/settings.md`."""

from collections.abc import Iterator

from pydantic import SecretStr

from jobspider.config import Config

HEAD = """# Settings

For whoever runs jobspider: every variable that it knows. Each is read from the environment, from a file `.env` in the
working directory, or from a file in `/run/secrets`, where Docker mounts secrets, with the variable's name in small
letters, as `/run/secrets/jobspider_database_url`. The first of them that has it counts. A secret that is still the
examples' `change-me` is refused.

This page is made from `jobspider/config.py` by `python -m jobspider.settings_doc`, and a test compares the two.

| Variable | Default | What it is |
|---|---|---|"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from HEAD.splitlines()
    for name, field in Config.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = "unset" if default is None else "empty" if default == "" else f"`{default}`"
        yield f"| `JOBSPIDER_{name.upper()}` | {shown} | {field.description} |"


if __name__ == "__main__":
    print("\n".join(lines()))  # noqa: T201  this is its purpose
