"""Jobs: the postings of several boards that are one job, and why."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import Connection

from api.caller import READ, needs
from api.dependencies import Database, written
from api.openapi import errors
from api.routers.postings import LARGEST_ID
from jobspider.api_keys import Scope
from jobspider.errors import NothingToUndoError, UnknownJobError
from jobspider.search.jobs import Job, job_with

router = APIRouter(prefix="/jobs", tags=["jobs"])
Id = Annotated[
    int, Path(ge=1, le=LARGEST_ID, description="`job_id` of a posting; the `id` of any of its postings will do.")
]


Posting = Annotated[int, Path(ge=1, le=LARGEST_ID, description="`id` of a posting of the job.")]
ALONE: dict[str, Any] = {
    "job_id": 2,
    "postings": [
        {
            "id": 2,
            "job_id": 2,
            "source": "reed",
            "source_id": "53512870",
            "url": "https://www.reed.co.uk/jobs/data-analyst/53512870",
            "title": "Data Analyst",
            "company": "Harbour Trust",
            "location_raw": "Bristol",
        }
    ],
    "possible_copies": [],
}
TAKEN_OUT: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"example": ALONE}}}}


@router.get("/{job_id}", dependencies=[READ], responses=errors(404))
def get_job(database: Database, job_id: Id) -> Job:
    """One job with its postings, each with the surest reason for its being here, and its possible copies."""
    return _job(database, job_id)


@router.delete(
    "/{job_id}/postings/{posting_id}",
    dependencies=[needs(Scope.JOBS)],
    responses={**TAKEN_OUT, **errors(403, 404, 409)},
)
def take_posting_out(job_id: Id, posting_id: Posting) -> Job:
    """Takes a posting out of a job that it is none of, for good: never matched with these others again.

    Answers the job that it is by itself now. 404: it is not of this job; 409: it is the job's only posting.
    """

    from jobspider.store.identity import take_out  # noqa: PLC0415  what compares texts takes 4 MB, and is seldom needed

    def taken(connection: Connection) -> Job:
        job, mine = _job(connection, job_id), job_with(connection, posting_id)
        if mine is None or mine.job_id != job.job_id:
            raise UnknownJobError(f"The job {job.job_id} has no posting {posting_id}.")
        if not take_out(connection, posting_id, datetime.now(UTC)):
            raise NothingToUndoError(f"Posting {posting_id} is a job of its own: there is nothing to take it out of.")
        return _job(connection, posting_id)

    return written(taken)


def _job(connection: Connection, job_id: int) -> Job:
    found = job_with(connection, job_id)
    if found is None:
        raise UnknownJobError(f"There is no job {job_id}; job_id in /postings names them, soon after they were stored.")
    return found
