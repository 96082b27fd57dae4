"""What all JSON bodies have in common."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Body(BaseModel):
    """Unknown fields and values of another type are refused, as JSON Schema would."""

    model_config = ConfigDict(extra="forbid", strict=True)


def whole(value: object) -> object:
    """1.0 is an integer to JSON Schema, and so it is here."""
    return int(value) if type(value) is float and value.is_integer() else value


Integer = Annotated[int, BeforeValidator(whole)]
"""A whole number in a body."""
