"""What all JSON bodies have in common."""

from typing import Annotated, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict


class Body(BaseModel):
    """Unknown fields and values of another type are refused, as JSON Schema would."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _of_changes(schema: JsonDict) -> None:
    """Takes the defaults out: pydantic wants some, and what is left out of a change stays as it is."""
    schema["example"] = {"enabled": False}
    for each in cast(dict[str, JsonDict], schema["properties"]).values():
        each.pop("default", None)


class Changes(Body):
    """What is to change; the rest stays. Only the fields that were given mean anything."""

    model_config = ConfigDict(json_schema_extra=_of_changes)


def whole(value: object) -> object:
    """1.0 is an integer to JSON Schema, and so it is here."""
    return int(value) if type(value) is float and value.is_integer() else value


Whole = BeforeValidator(whole)
"""For whole numbers, after their bounds: before them the document would lose the bounds."""
Arguments = Annotated[
    dict[
        Annotated[str, StringConstraints(pattern="^[A-Za-z_][A-Za-z0-9_]{0,63}$")],
        Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{0,1000}$")],
    ],
    Field(
        max_length=50,
        description="The spider's arguments, as after `scrapy crawl NAME -a`.",
        json_schema_extra={"additionalProperties": False},
    ),
]
Spider = Annotated[str, Field(pattern="^[A-Za-z0-9_.-]{1,64}$", description="Name of a spider.")]
