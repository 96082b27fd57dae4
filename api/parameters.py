"""What every route refuses before it begins: parameters that it does not know, and bodies that are no JSON."""

import re

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from api.errors import Refusal
from api.problem import Fault

NUL = re.compile(rb"\0|(?<!\\)(?:\\\\){0,50}\\u0000")
"""A NUL, as it is and as JSON writes it; an even number of backslashes before it would write backslashes."""


_NAMES: dict[int, frozenset[str]] = {}
"""By the route's id, since routes cannot be hashed; they live as long as the application."""


async def only_known_parameters(request: Request) -> None:
    """Raises Refusal (422) for a query parameter that the route does not declare."""
    known = query_names(request.scope["route"])
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if not unknown:
        return
    listed = f"known are {', '.join(sorted(known))}" if known else "it knows none"
    errors = tuple(Fault(where="query", name=name, detail="unknown parameter") for name in unknown)
    raise Refusal(
        422,
        f"{request.url.path} does not know the parameter {unknown[0]}: {listed}.",
        "unknown_parameter",
        errors=errors,
    )


async def only_json(request: Request) -> None:
    """Raises Refusal (415, 400) for a body of another kind or with a NUL in it, where the route takes one."""
    if request.scope["route"].body_field is None or not has_body(request):
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        sentence = "Send the body as application/json, and say so in Content-Type."
        raise Refusal(415, sentence, headers={"Accept": "application/json"})
    if NUL.search(await request.body()):
        raise Refusal(400, "The body holds a NUL character: leave it out.", "malformed_text")


def has_body(request: Request) -> bool:
    """Whether the request says that it has a body."""
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


def query_names(route: APIRoute) -> frozenset[str]:
    """Names of the query parameters that a route and all that it depends on declare."""
    if id(route) not in _NAMES:
        _NAMES[id(route)] = frozenset(_names(route.dependant))
    return _NAMES[id(route)]


def _names(dependant: Dependant) -> set[str]:
    own = {field.alias for field in get_flat_params(Dependant(query_params=dependant.query_params))}
    return own.union(*(_names(each) for each in dependant.dependencies))
