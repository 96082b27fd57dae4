"""The page, the two parts of it that refresh themselves, and the button that fires a schedule."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.caller import READ
from api.dependencies import reading
from api.pages.fragment import fragment
from api.pages.ops import crawls, frontier, outcomes, schedules
from api.pages.ops.nodes import watch
from api.pages.rendering import render
from api.pages.route import PageRoute
from api.root import root_of
from api.routers.runs import RUN_ID
from api.routers.schedules import fire_schedule
from api.session.current import Session, SignedIn, writer
from jobspider.api_keys import Scope
from jobspider.config import config
from jobspider.records import NAME

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Version = Annotated[str, Query(alias="version", pattern="^[0-9a-f]{0,32}$")]
Name = Annotated[str, Path(pattern=NAME)]


@router.get("/ops", dependencies=[READ])
async def operations(
    request: Request, session: SignedIn, fired: Annotated[str | None, Query(pattern=RUN_ID)] = None
) -> Response:
    """Everything."""
    token = session.csrf_token if session else ""
    parts = {**await _live(session), **await _steady(session, fired)}
    return render(request, "ops/page.html", version="", csrf_token=token, **parts)


@router.get("/ops/live", dependencies=[READ])
async def live(request: Request, session: SignedIn, seen: Version = "") -> Response:
    """What changes from second to second; 204 as long as it does not."""
    return fragment(request, "ops/live.html", seen, session, **await _live(session))


@router.get("/ops/steady", dependencies=[READ])
async def steady(request: Request, session: SignedIn, seen: Version = "") -> Response:
    """Schedules and sources; 204 as long as they are the same."""
    return fragment(request, "ops/steady.html", seen, session, **await _steady(session, None))


@router.post("/ops/schedules/{name}/fire", dependencies=[writer(Scope.SCHEDULES)])
async def fire(request: Request, session: SignedIn, name: Name) -> Response:
    """Lets the daemon start the schedule's crawl now; the page as it is then."""
    run = (await run_in_threadpool(fire_schedule, name)).run
    if "hx-request" in request.headers:
        return fragment(request, "ops/steady.html", "", session, **await _steady(session, run))
    return RedirectResponse(f"{root_of(request)}/ops?fired={run}#schedules", 303)


async def _live(session: Session | None) -> Mapping[str, Any]:
    return {
        "operator": _is_operator(session),
        "crawls": await reading(crawls.crawls),
        "frontier": await frontier.look(),
        "cluster": await watch().look(),
        "outcomes": outcomes,
    }


async def _steady(session: Session | None, fired: str | None) -> Mapping[str, Any]:
    rows, total = await reading(schedules.rows)
    return {
        "operator": _is_operator(session),
        "fired": fired,
        "schedules": rows,
        "schedules_total": total,
        "led": await reading(schedules.leads),
        "has_nodes": bool(config().scrapyd_urls.get_secret_value().strip()),
        "days": crawls.last_days(datetime.now(UTC).date()),
        "sources": await reading(crawls.sources),
        "outcomes": outcomes,
    }


def _is_operator(session: Session | None) -> bool:
    """Who may start crawls may see what failed in them."""
    return session is not None and session.may(Scope.SCHEDULES)
