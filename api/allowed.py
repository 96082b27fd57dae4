"""The methods of an address: several routes may share one."""

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts


def methods_at(app: FastAPI, path: str) -> list[str]:
    """Sorted; HEAD wherever there is GET."""
    found: set[str] = set()
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute) and route.original_route.path_regex.match(path):
            found |= route.methods or set()
    return sorted(found | {"HEAD"} if "GET" in found else found)
