"""Statistics over any search."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from api.caller import READ
from api.conditional import answer
from api.dependencies import Database
from jobspider.search import stats
from jobspider.search.filters import PostingFilter
from jobspider.search.stats import Counted, Day, Named, Salaries, Source

router = APIRouter(prefix="/stats", tags=["statistics"], dependencies=[READ])
Asked = Annotated[PostingFilter, Query()]


def told(request: Request, figures: BaseModel) -> Response:
    """The figures, or 304."""
    return answer(request, figures.model_dump_json().encode())


@router.get("/daily", response_model=Counted[Day])
def stats_daily(request: Request, database: Database, query: Asked) -> Response:
    """Postings listed each day (UTC), the latest day first."""
    return told(request, stats.daily(database, query))


@router.get("/salaries", response_model=Counted[Salaries])
def stats_salaries(request: Request, database: Database, query: Asked) -> Response:
    """Percentiles of the pay a year by currency; withheld where there are fewer than 5 figures."""
    return told(request, stats.salaries(database, query))


@router.get("/skills", response_model=Counted[Named])
def stats_skills(request: Request, database: Database, query: Asked) -> Response:
    """The 50 skills that most postings name."""
    return told(request, stats.skills(database, query))


@router.get("/words", response_model=Counted[Named])
def stats_words(request: Request, database: Database, query: Asked) -> Response:
    """The 50 words that most titles hold."""
    return told(request, stats.words(database, query))


@router.get("/sources", response_model=Counted[Source])
def stats_sources(request: Request, database: Database, query: Asked) -> Response:
    """What each board gives: postings, open ones, those with pay, those with their whole description."""
    return told(request, stats.sources(database, query))
