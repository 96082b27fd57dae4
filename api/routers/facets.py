"""Facets: which values the postings of a search have, and how often."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.caller import READ
from api.conditional import answer
from api.dependencies import Database
from jobspider.search.facets import Facets, facets
from jobspider.search.filters import PostingFilter

router = APIRouter(tags=["postings"], dependencies=[READ])


@router.get("/facets", response_model=Facets)
def get_facets(request: Request, database: Database, query: Annotated[PostingFilter, Query()]) -> Response:
    """Counts under the same filter as /postings."""
    return answer(request, facets(database, query).model_dump_json().encode())
