"""Runs: what was crawled when, and what came of it."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from api.caller import READ
from api.dependencies import Database
from api.openapi import errors
from jobspider.errors import UnknownRunError
from jobspider.outcome import Outcome
from jobspider.records import Run
from jobspider.search.runs import RUNNING, run_by_id, runs_before

router = APIRouter(prefix="/runs", tags=["runs"], dependencies=[READ])

RUN_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
CURSOR = r"^[0-9]{1,17}-[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
INSIDE = {"items": {"__all__": {"processes": {"__all__": {"log"}}}}}
"""Where a log lies is a path on a machine of the operator's: nothing for strangers."""


class RunPage(BaseModel):
    """Some runs, and where the next ones begin."""

    items: list[Run]
    next_cursor: str | None = Field(description="Give it as `cursor` to get the runs before these; null: no more.")


@router.get("", response_model_exclude=INSIDE)
def list_runs(
    database: Database,
    spider: Annotated[str | None, Query(max_length=64, description="Runs of this spider only.")] = None,
    outcome: Annotated[
        str | None,
        Query(pattern=f"^({'|'.join([*Outcome, RUNNING])})$", description="Runs that ended so; `running`: not yet."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Runs in one answer.")] = 20,
    cursor: Annotated[str | None, Query(pattern=CURSOR, description="`next_cursor` of the answer before.")] = None,
) -> RunPage:
    """Runs, those that began last first."""
    found = runs_before(database, limit + 1, _before(cursor), spider=spider, outcome=outcome)
    page = found[:limit]
    return RunPage(items=page, next_cursor=_cursor(page[-1]) if len(found) > limit else None)


@router.get("/{run_id}", responses=errors(404), response_model_exclude={"processes": {"__all__": {"log"}}})
def get_run(database: Database, run_id: Annotated[str, Path(pattern=RUN_ID, description="The run's id.")]) -> Run:
    """One run with the processes that took part in it."""
    run = run_by_id(database, run_id)
    if run is None:
        raise UnknownRunError(f"There is no run {run_id}; /runs lists them.")
    return run


def _cursor(run: Run) -> str:
    return f"{(run.started_at - BEGINNING) // timedelta(microseconds=1)}-{run.id}"


def _before(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    microseconds, _, run_id = cursor.partition("-")
    return BEGINNING + timedelta(microseconds=int(microseconds)), run_id
