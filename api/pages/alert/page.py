"""/search/alert: a search saved as an alert, by the same service as POST /alerts, with what it would have found."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from api.alert_models import NewAlert
from api.caller import READ
from api.dependencies import reading, written
from api.pages.alert.filter import preview, suggested, wanted
from api.pages.rendering import render
from api.pages.route import PageRoute
from api.pages.search import conditions
from api.pages.search.query import Asked, Form
from api.session.current import writes
from api.session.form import form_of
from jobspider.alert import Alert
from jobspider.alerts import filtering, order
from jobspider.api_keys import Scope
from jobspider.config import config
from jobspider.errors import JobspiderError

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[READ])
PATH = "/search/alert"
FIELDS = ("name", "to", "frequency", "digest_at", "time_zone")
DEFAULTS = {"frequency": "instant", "digest_at": "08:00", "time_zone": "UTC"}
HINTS = {
    "name": "Letters, digits, dots, hyphens and underscores, 64 at most, such as nurse-leeds.",
    "to": "A webhook (https://…), a mailbox (mailto://…) or another URL of apprise, without spaces.",
    "digest_at": "Write the time as 08:00.",
    "time_zone": "Write the zone as Europe/London.",
}
Searched = Annotated[Form, Query()]


@router.get(PATH, response_class=Response)
async def alert_page(request: Request, _: Searched) -> Response:
    """The form, filled with a name, beside the preview."""
    asked = Asked.of(request.query_params.multi_items())
    return await _page(request, asked, {**DEFAULTS, "name": suggested(asked)})


@router.post(PATH, response_class=Response)
async def save_alert(request: Request, _: Searched) -> Response:
    """The alert, with the secret of its webhook, which is shown this once; or the form and what is wrong (422, 409)."""
    await writes(request, Scope.ALERTS)
    form, asked = await form_of(request), Asked.of(request.query_params.multi_items())
    typed = {name: form.get(name, "").strip() for name in FIELDS}
    try:
        alert, secret = await run_in_threadpool(_saved, typed, wanted(asked))
    except ValidationError as error:
        wrong = {str(each["loc"][0]): HINTS.get(str(each["loc"][0]), each["msg"]) for each in error.errors()}
        return await _page(request, asked, typed, wrong, 422)
    except JobspiderError as error:
        if error.status >= 500:
            raise
        return await _page(request, asked, typed, {"": f"{error}"}, error.status)
    return render(request, "alert/saved.html", 201, alert=alert, secret=secret, back=asked.address())


def _saved(typed: Mapping[str, str], looked_for: dict[str, Any]) -> tuple[Alert, str | None]:
    given = {name: value for name, value in typed.items() if value}
    if given.get("frequency") != "daily":
        given.pop("digest_at", None)
    said = NewAlert.model_validate({"name": "", "to": "", **given, "filter": looked_for})
    values = {**said.model_dump(exclude={"filter"}), "filter": looked_for}
    return written(lambda found: order.add(found, values, config(), datetime.now(UTC)))


async def _page(
    request: Request, asked: Asked, typed: Mapping[str, str], wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    said = [conditions.said(pair, asked) for pair in asked.conditions if pair[0] not in filtering.MEANINGLESS]
    left_out = [conditions.said(pair, asked) for pair in asked.conditions if pair[0] in filtering.MEANINGLESS]
    return render(
        request,
        "alert/page.html",
        status,
        asked=asked,
        said=said,
        left_out=left_out,
        preview=await reading(partial(preview, asked=asked)),
        typed={name: typed.get(name, "") for name in FIELDS},
        wrong=wrong or {},
        hints=HINTS,
        now=datetime.now(UTC),
        address=asked.selecting(PATH),
        back=asked.address(),
    )
