"""Statistics over any search: from stored daily figures where these hold the answer, else counted live."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from api.caller import READ
from api.conditional import answer
from api.dependencies import Database
from jobspider.search import daily, stats
from jobspider.search.closing import Closing, closing
from jobspider.search.filters import DailyQuery, PostingFilter, SalaryQuery
from jobspider.search.places import Town, places
from jobspider.search.stats import Counted, Day, Named, Salaries, Source

router = APIRouter(prefix="/stats", tags=["statistics"], dependencies=[READ])
Asked = Annotated[PostingFilter, Query()]


def told(request: Request, figures: BaseModel) -> Response:
    """The figures, or 304 where only the moment of counting would differ."""
    same = figures.model_dump_json(exclude={"as_of"}).encode()
    return answer(request, figures.model_dump_json().encode(), version=same)


@router.get("/daily", response_model=Counted[Day])
def stats_daily(request: Request, database: Database, query: Annotated[DailyQuery, Query()]) -> Response:
    """Postings each day (UTC), the latest day first, of all boards together or of each."""
    return told(request, daily.daily(database, query) or stats.daily(database, query))


@router.get("/salaries", response_model=Counted[Salaries])
def stats_salaries(request: Request, database: Database, query: Annotated[SalaryQuery, Query()]) -> Response:
    """Percentiles of the pay a year by currency; withheld where there are fewer than 5 figures."""
    return told(request, daily.salaries(database, query) or stats.salaries(database, query))


@router.get("/skills", response_model=Counted[Named])
def stats_skills(request: Request, database: Database, query: Asked) -> Response:
    """The 50 skills that most postings name."""
    return told(request, daily.skills(database, query) or stats.skills(database, query))


@router.get("/words", response_model=Counted[Named])
def stats_words(request: Request, database: Database, query: Asked) -> Response:
    """The 50 words that most titles hold."""
    return told(request, daily.words(database, query) or stats.words(database, query))


@router.get("/sources", response_model=Counted[Source])
def stats_sources(request: Request, database: Database, query: Asked) -> Response:
    """What each board gives: postings, open ones, those with pay, those with their whole description."""
    return told(request, daily.sources(database, query) or stats.sources(database, query))


@router.get("/places", response_model=Counted[Town])
def stats_places(request: Request, database: Database, query: Asked) -> Response:
    """The 200 towns with most postings, and where they are, as far as postings tell it."""
    return told(request, places(database, query))


@router.get("/closing", response_model=Counted[Closing])
def stats_closing(request: Request, database: Database, query: Asked) -> Response:
    """Days until postings were found to be closed, by board; withheld where there are fewer than 5."""
    return told(request, closing(database, query))
