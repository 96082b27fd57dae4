"""The one shape of every error answer: problem details, RFC 9457."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Literal

from asgi_correlation_id import correlation_id
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: Literal["path", "query", "header", "cookie", "body"] = Field(description="Part of the request.")
    name: str = Field(description="The parameter; in a body the way to the value, joined by dots. Empty: the whole.")
    detail: str = Field(description="What is wrong with it, and what is allowed.")


class Problem(BaseModel):
    """Why a request was not done (RFC 9457)."""

    model_config = ConfigDict(json_schema_extra={"required": ["type", "title", "status", "detail", "code", "errors"]})

    type: Literal["about:blank"] = Field("about:blank", description="Always about:blank: `code` tells problems apart.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="A sentence for people: what was refused, and what to do.")
    code: str = Field(description="The problem's name for programs; it does not change.")
    errors: list[Fault] = Field([], description="Each thing that is wrong with the request, when that is known.")
    request_id: str | None = Field(None, description="The X-Request-ID of this answer, for whoever reads the logs.")


class ProblemResponse(Response):
    """A problem as an answer."""

    media_type = MEDIA_TYPE


def problem(
    status: int,
    detail: str,
    code: str | None = None,
    *,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    """The answer; `code` is the status in words when nothing more exact is said. Pure ASCII, so any text survives."""
    title = phrase(status)
    body = Problem(
        title=title,
        status=status,
        detail=detail,
        code=code or title.lower().replace(" ", "_").replace("-", "_"),
        errors=list(errors),
        request_id=correlation_id.get(),
    )
    own = {"Cache-Control": "no-store"}
    return ProblemResponse(json.dumps(body.model_dump()), status, {**own, **(headers or {})})


def phrase(status: int) -> str:
    """The status in words."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
