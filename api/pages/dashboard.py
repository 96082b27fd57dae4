"""`/`: what the postings look like at a glance."""

from fastapi import APIRouter, Request, Response

from api.caller import READ
from api.pages.rendering import render
from api.pages.route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[READ])


@router.get("/")
def dashboard(request: Request) -> Response:
    """The page."""
    return render(request, "dashboard.html")
