"""A page's route: what goes wrong is told on a page too, and not as the JSON that programs get."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.pages.rendering import render
from api.session.current import session_of, way_to_sign_in

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
TITLES = {403: "You may not do this", 404: "There is nothing here", 422: "That cannot be shown", 503: "Not now"}
KEPT = ("retry-after", "allow")
"""Headers of a problem that hold for the page as well."""


class PageRoute(APIRoute):
    """For `APIRouter(route_class=PageRoute, include_in_schema=False)`."""

    def get_route_handler(self) -> Handler:
        """As any route's, but errors become pages of the same status."""
        answer = super().get_route_handler()

        async def with_page(request: Request) -> Response:
            try:
                await session_of(request)  # each page says who is signed in
                return await answer(request)
            except Exception as error:
                told = _handler(request, error)
                if told is None:
                    raise
                return problem_page(request, await told(request, error))

        return with_page


def problem_page(request: Request, problem: Response) -> Response:
    """The page that says what a problem's JSON says; where one has to sign in, the way to the sign-in page."""
    if problem.status_code == 401:
        return _to_sign_in(request)
    said = json.loads(bytes(problem.body))
    title = TITLES.get(problem.status_code, said["title"])
    page = render(request, "problem.html", problem.status_code, problem=said, title=title)
    page.headers.update({name: problem.headers[name] for name in KEPT if name in problem.headers})
    return page


def _to_sign_in(request: Request) -> Response:
    """htmx follows redirects without anybody noticing, so it is told in a header of its own."""
    way = way_to_sign_in(request)
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": way})
    return Response(status_code=303, headers={"Location": way})


def _handler(request: Request, error: Exception) -> Any:
    known = request.app.exception_handlers
    return next((known[kind] for kind in type(error).__mro__ if kind in known), None)
