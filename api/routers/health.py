"""Whether the process lives, and whether it can answer."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.errors import Refusal
from api.readiness import down, parts

router = APIRouter(tags=["service"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """All that the process needs answers."""

    status: Literal["ready"] = "ready"
    parts: list[str]


@router.get("/healthz")
async def healthz() -> Alive:
    """The process answers; restart it when it does not."""
    return Alive()


@router.get("/readyz")
async def readyz() -> Ready:
    """Whether requests should be sent here: the database with this version's schema, and Redis when there is one.

    503 names what is down, or that the process is about to end.
    """
    found = await down()
    if found:
        named = ", ".join(f"{name} ({why})" for name, why in sorted(found.items()))
        raise Refusal(503, f"Not ready: {named}.", "not_ready", headers={"Retry-After": "1"})
    return Ready(parts=[name for name, _ in parts()])
