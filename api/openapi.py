"""What the OpenAPI document says of every operation."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from api.problem import MEDIA_TYPE, Fault, Problem, phrase

SENTENCES = {
    400: "The request holds bytes that are no text, or a body that is no JSON.",
    401: "This needs a key: send Authorization: Bearer KEY. Where jobspider runs, `jobspider keys create NAME --scope "
    "schedules` prints one.",
    403: "The key reader lacks the scope schedules.",
    404: "There is nothing at this address; /docs lists what there is.",
    405: "This address does not know this method; the header Allow lists those that it knows.",
    409: "There is no spider indede; there are adzuna, arbeitnow, ashby, indeed.",
    412: "The schedule nurses has changed: read it again, then change what is there now.",
    413: "The body is larger than 1000000 bytes: send less at once.",
    414: "Path and query are longer than 8192 bytes: shorten them.",
    415: "Send the body as application/json, and say so in Content-Type.",
    422: "/postings does not know the parameter colour: known are cursor, limit.",
    429: "More than 300 requests in a minute: wait 12 seconds.",
    500: "The service failed at this; its log tells why, under the request id.",
    501: "Parquet files need pyarrow on the server: pip install pyarrow, or take csv or ndjson",
    503: "The service cannot answer this now; try again later.",
}
"""An example of each."""


def declared(status: int, sentence: str) -> dict[str, Any]:
    """A response of the document: the problem's shape and an example."""
    title = phrase(status)
    example = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": sentence,
        "code": title.lower().replace(" ", "_"),
        "errors": [],
        "request_id": "5bd7c1b5a8ab4d8da6ba0d9ddb2eb6a5",
    }
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {"description": title, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


ERRORS: dict[int | str, dict[str, Any]] = {
    status: declared(status, SENTENCES[status]) for status in (400, 401, 405, 413, 414, 422, 429, 500, 503)
}
"""What any operation may answer."""


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Further problems of one operation."""
    return {status: declared(status, SENTENCES[status]) for status in statuses}


def operation_id(route: APIRoute) -> str:
    """The name of the function, for people who generate clients; each is unique."""
    return route.name


class Application(FastAPI):
    """FastAPI whose document holds the shape of problems."""

    def openapi(self) -> dict[str, Any]:
        """The document; made at the first call."""
        if self.openapi_schema is None:
            schemas = super().openapi().setdefault("components", {}).setdefault("schemas", {})
            _, made = models_json_schema(
                [(Problem, "serialization"), (Fault, "serialization")], ref_template="#/components/schemas/{model}"
            )
            schemas.update(made["$defs"])
            for left in ("HTTPValidationError", "ValidationError"):
                schemas.pop(left, None)
        return super().openapi()
