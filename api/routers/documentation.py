"""/docs: Swagger UI from files that are installed here; the page asks no other host for anything."""

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

OWN = Path(__file__).parents[1] / "static"
SWAGGER = Path(fastapi_offline.__file__).parent / "static"
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>jobspider: the REST API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="static/swagger/swagger-ui.css">
</head>
<body>
<main id="documentation"></main>
<script src="static/swagger/swagger-ui-bundle.js"></script>
<script src="static/docs.js"></script>
</body>
</html>
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Swagger UI sets styles on its elements; everything else comes from files of this host."""


@router.get("/docs", response_class=HTMLResponse)
async def documentation() -> HTMLResponse:
    """The page; its addresses are relative, so that it also works below another path."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


def files() -> dict[str, StaticFiles]:
    """Where which files are."""
    return {"/static/swagger": StaticFiles(directory=SWAGGER), "/static": StaticFiles(directory=OWN)}
