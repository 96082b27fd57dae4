"""Jobs: the postings of several boards that are one job, and why."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.caller import READ
from api.dependencies import Database
from api.openapi import errors
from api.routers.postings import LARGEST_ID
from jobspider.errors import UnknownJobError
from jobspider.search.jobs import Job, job_with

router = APIRouter(prefix="/jobs", tags=["jobs"], dependencies=[READ])
Id = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="`job_id` of a posting; the `id` of any of its postings will do.")
]


@router.get("/{job_id}", responses=errors(404))
def get_job(database: Database, job_id: Id) -> Job:
    """One job with its postings, each with the surest reason for its being here, and its possible copies."""
    found = job_with(database, job_id)
    if found is None:
        raise UnknownJobError(f"There is no job {job_id}; job_id in /postings names them, soon after they were stored.")
    return found
