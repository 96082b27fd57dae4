"""From a template and values to a page: everything escaped, and a policy under which no foreign script ever runs."""

from pathlib import Path
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.conditional import answer
from api.pages import formats
from api.pages.assets import asset_path
from api.root import root_of
from api.session.current import way_to_sign_in

HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Everything from this host alone, and nothing inside the page: no script, no style, not even a style attribute."""
NAVIGATION = (
    ("/", "Dashboard"),
    ("/search", "Search"),
    ("/ops", "Operations"),
    ("/docs", "API"),
    ("/admin", "Admin"),
)
"""Address and name, in the order of the menu."""


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(formats.FILTERS)
    return made


ENVIRONMENT = _environment()


def html(request: Request, template: str, /, **values: Any) -> str:
    """The template's text, with `values` and what every page has (`shared`)."""
    return ENVIRONMENT.get_template(template).render({**values, **shared(request)})


def shared(request: Request) -> dict[str, Any]:
    """What templates of every page use.

    `asset(name)` and `link(path)` are addresses that also hold below another path. `session` is who is signed in, or
    None; each form of theirs has `csrf_token`, and htmx sends it by itself. `sign_in` is the address where whoever is
    not can sign in.
    """
    root = root_of(request)
    return {
        "asset": lambda name: root + asset_path(name),
        "link": lambda path: root + path,
        "here": request.url.path.removeprefix(root),
        "session": getattr(request.state, "session", None),
        "sign_in": way_to_sign_in(request),
        "navigation": NAVIGATION,
    }


def render(request: Request, template: str, /, status: int = 200, **values: Any) -> Response:
    """The page with its policy; 304 where the browser has the same one already."""
    body = html(request, template, **values).encode()
    headers = {"Content-Security-Policy": POLICY, "Vary": "Accept, Cookie, HX-Request"}
    if status != 200:
        return Response(body, status, {**headers, "Cache-Control": "no-store"}, HTML)
    made = answer(request, body, HTML)
    made.headers.update(headers)
    return made
