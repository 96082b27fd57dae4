"""Styles, scripts and fonts under addresses that change with their content, so that browsers keep them for a year."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parents[1] / "static"
MOUNT = "/assets"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""For an address of another version of the file: while replicas are replaced, one may answer for the other's page."""
FONT = ".woff2"
"""Fonts are asked for by a style sheet, under its digest; a font never changes under its name."""


def asset_path(name: str) -> str:
    """The address of a file in api/static/, below the application's root; FileNotFoundError when there is none."""
    return f"{MOUNT}/{digest(name)}/{name}"


def digest(name: str) -> str:
    """Of the file as it is now, so that it is right while somebody edits it."""
    return _digest(name, (FOLDER / name).stat().st_mtime_ns)


@cache
def _digest(name: str, _changed: int) -> str:
    return blake2b((FOLDER / name).read_bytes(), digest_size=6).hexdigest()


class Assets(StaticFiles):
    """The files, at DIGEST/NAME."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; its address is good for ever where the digest is the file's."""
        asked, _, name = path.partition("/")
        if not name:
            raise HTTPException(404)
        answer = await super().get_response(name, scope)
        for_ever = name.endswith(FONT) or asked == digest(name)
        answer.headers["Cache-Control"] = FOR_EVER if for_ever else ASK_AGAIN
        return answer
