"""From whatever is raised to a problem. What happened inside stays in the log."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from api.allowed import methods_at
from api.problem import Fault, ProblemResponse, phrase, problem
from jobspider.errors import JobspiderError
from jobspider.store.faults import Fault as Kind
from jobspider.store.faults import fault, reason

logger = logging.getLogger("jobspider.api")

RETRY_SECONDS = 5
"""When to ask again after something that the API needs was not there."""
PARTS = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
SENTENCES = {
    404: "There is nothing at this address; /docs lists what there is.",
    405: "This address does not know this method; the header Allow lists those that it knows.",
}


class Refusal(HTTPException):
    """A request that cannot be done as it stands: the status, a sentence, the problem's code, what is wrong.

    An HTTPException, because the framework lets those pass where it reads a body.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        code: str | None = None,
        *,
        errors: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.code = code
        self.errors = errors


def install(app: FastAPI) -> None:
    """Makes every error of this application a problem."""
    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(JobspiderError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(DBAPIError, of_database)
    app.add_exception_handler(PoolTimeoutError, overloaded)


async def refused(request: Request, error: Exception) -> ProblemResponse:
    """As the refusal says."""
    assert isinstance(error, Refusal)  # what it is installed for
    return refusal(error)


def refusal(error: Refusal) -> ProblemResponse:
    """The answer to a request that is refused."""
    return problem(error.status_code, error.detail, error.code, errors=error.errors, headers=error.headers)


async def known(request: Request, error: Exception) -> ProblemResponse:
    """An error of ours: its own status; its sentence is shown only when it is about what was asked for."""
    assert isinstance(error, JobspiderError)
    if error.status < 500 or error.status == 501:
        return problem(error.status, str(error))
    logger.error("%s: %s", type(error).__name__, error)
    return unavailable() if error.status == 503 else failed(error.status)


async def of_database(request: Request, error: Exception) -> ProblemResponse:
    """As `database_problem` says."""
    assert isinstance(error, DBAPIError)
    return database_problem(error)


def database_problem(error: DBAPIError) -> ProblemResponse:
    """A database that is away or too old is unavailable; anything else is a mistake of ours."""
    if fault(error) is Kind.DATA:
        logger.error("the database refuses: %s", reason(error), exc_info=error)
        return failed()
    logger.error("the database cannot be used: %s", reason(error))
    return unavailable()


async def overloaded(request: Request, error: Exception) -> ProblemResponse:
    """As `overload_problem` says."""
    return overload_problem(error)


def overload_problem(error: Exception) -> ProblemResponse:
    """Too many requests wait for the database."""
    logger.error("no database connection became free: %s", error)
    return unavailable()


async def invalid(request: Request, error: Exception) -> ProblemResponse:
    """Names each wrong value; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if found and found[0]["type"] == "json_invalid":
        return problem(400, f"The body is no JSON: {found[0]['ctx']['error']}.", "malformed_json")
    errors = [_fault(each["loc"], each["msg"]) for each in found]
    first = errors[0]
    return problem(422, f"{first.name or first.where}: {first.detail}", "invalid_request", errors=errors)


async def http(request: Request, error: Exception) -> ProblemResponse:
    """What the framework refuses by itself."""
    assert isinstance(error, HTTPException)
    said = "" if error.detail == phrase(error.status_code) else error.detail
    sentence = said or SENTENCES.get(error.status_code) or phrase(error.status_code)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(methods_at(request.app, request.url.path))
    return problem(error.status_code, sentence, headers=headers)


def unavailable() -> ProblemResponse:
    """Something that the API needs is away."""
    sentence = "The service cannot answer this now; try again later."
    return problem(503, sentence, headers={"Retry-After": str(RETRY_SECONDS)})


def failed(status: int = 500) -> ProblemResponse:
    """Our own fault."""
    return problem(status, "The service failed at this; its log tells why, under the request id.")


def _fault(location: tuple[int | str, ...], message: str) -> Fault:
    part, *way = location
    where = PARTS.get(str(part), "body")
    return Fault(where=where, name=".".join(map(str, way)), detail=message)
