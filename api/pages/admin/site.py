"""sqladmin with our templates, policy, gate and errors, and without what is not used here."""

import logging
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from sqladmin import Admin
from sqladmin.templating import Jinja2Templates
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker

from api.dependencies import engine
from api.errors import known, of_database, overloaded
from api.pages.admin.alerts import AlertsView
from api.pages.admin.gate import Gate
from api.pages.admin.keys import KeysView
from api.pages.admin.refusals import Expected
from api.pages.admin.schedules import SchedulesView
from api.pages.admin.skills import SkillsView
from api.pages.formats import FILTERS
from api.pages.rendering import POLICY, shared
from api.pages.route import problem_page
from api.root import root_of
from jobspider.errors import JobspiderError

VIEWS = (SchedulesView, AlertsView, KeysView, SkillsView)
USED = frozenset({"list", "create", "edit"})
"""sqladmin's routes that are kept; the others upload, export, look up, sign in, or serve its own style."""
PATH = "/admin"
TROUBLE = {JobspiderError: known, DBAPIError: of_database, PoolTimeoutError: overloaded}


class Sessions(sessionmaker[Session]):
    """On the process's engine, which is made when it is first needed."""

    def __call__(self, **options: Any) -> Session:
        """A session."""
        return super().__call__(bind=engine(), **options)


class Templates(Jinja2Templates):
    """Ours, with what all pages have."""

    async def TemplateResponse(  # noqa: N802  sqladmin's name
        self, request: Request, name: str, context: dict[str, Any] | None = None, status_code: int = 200
    ) -> Any:
        """The page, under the policy of all pages; never kept."""
        answer = await super().TemplateResponse(request, name, {**shared(request), **(context or {})}, status_code)
        answer.headers.update({"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
        return answer


class Site(Admin):
    """The mounted application."""

    def init_templating_engine(self) -> Jinja2Templates:
        """sqladmin's environment with our filters."""
        made = Templates(self.templates_dir)
        made.env = super().init_templating_engine().env
        made.env.filters.update(FILTERS)
        return made

    @staticmethod
    def get_save_redirect_url(request: Request, form: Any, model_view: Any, obj: Any) -> str:  # noqa: ARG004
        """To the list; a path, so that it holds behind any proxy."""
        return f"{root_of(request)}{PATH}/{model_view.identity}/list"


def mount(app: FastAPI) -> None:
    """Adds /admin to the application."""
    folder = Path(__file__).parents[2] / "templates"
    site = Site(app, session_maker=Sessions(class_=Session), templates_dir=str(folder), authentication_backend=Gate())
    routes = site.admin.router.routes
    routes[:] = [route for route in routes if getattr(route, "name", "") in USED]
    site.admin.add_route("/", _front)
    for view in VIEWS:
        site.add_view(view)
    for kind, answer in TROUBLE.items():
        site.admin.add_exception_handler(kind, _on_a_page(answer))
    logging.getLogger("sqladmin.application").addFilter(Expected())
    app.add_api_route(PATH, _front, include_in_schema=False)
    app.router.routes.insert(0, app.router.routes.pop())  # before the mount, which leaves it no path


async def _front(request: Request) -> Response:
    return RedirectResponse(f"{root_of(request)}{PATH}/schedules/list", 307)


def _on_a_page(answer: Any) -> Any:
    async def told(request: Request, error: Exception) -> Response:
        return problem_page(request, await answer(request, error))

    return told
