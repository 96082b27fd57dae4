"""What the four tables have in common: sqladmin lists, searches and shows forms; what writes is each table's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqladmin import ModelView, expose
from sqladmin.secret import Secret
from starlette.concurrency import run_in_threadpool

from api.pages.admin.refusals import NotSavedError, told
from api.root import root_of


@dataclass(frozen=True)
class Chip:
    """A word with a tone (style.css)."""

    word: str
    tone: str = ""


@dataclass(frozen=True)
class Saved:
    """What was written: its key, and what is shown this once."""

    pk: object
    secret: str | None = None


ON_OFF = {True: Chip("on", "good"), False: Chip("off")}


class TableView(ModelView):
    """A table; `added`, `changed` and `removed` write, by the functions that the API uses, in a thread."""

    can_delete = False  # by sqladmin's own request, which no form without scripts can send
    can_export = False
    page_size = 50
    column_searchable_list = ("name",)
    intro: ClassVar[str]
    shown: ClassVar[Mapping[str, Callable[[Any], object]]]
    """Heading: what a row shows below it."""
    remove_word: ClassVar[str] = "Remove"
    remove_says: ClassVar[str]
    told_once: ClassVar[str] = ""

    def added(self, data: dict[str, Any]) -> Saved:
        """Adds a row."""
        raise NotImplementedError(f"{type(self).__name__} has to define added().")

    def changed(self, name: str, data: dict[str, Any]) -> Saved:
        """Changes the row of this name."""
        raise NotImplementedError(f"{type(self).__name__} has to define changed().")

    def removed(self, row: Any) -> None:
        """Removes it."""
        raise NotImplementedError(f"{type(self).__name__} has to define removed().")

    async def insert_model(self, request: Request, data: dict[str, Any]) -> Any:
        """sqladmin's: the row, once it is there."""
        return await self._kept(request, self.added, data)

    async def update_model(self, request: Request, pk: str, data: dict[str, Any]) -> Any:
        """sqladmin's: the row as it is then."""
        row = await self._row(pk)
        return await self._kept(request, self.changed, row.name, data)

    async def get_object_for_edit(self, request: Request) -> Any:
        """None for what can be no key of the table, and for a row that is not there."""
        return await self._row(request.path_params["pk"])

    get_object_for_details = get_object_for_edit

    @expose("/remove/{pk:path}", methods=["POST"])
    async def remove(self, request: Request) -> Response:
        """Removes a row."""
        row = await self._row(request.path_params["pk"])
        try:
            if row is not None:
                await run_in_threadpool(self._told, self.removed, row)
        except NotSavedError as error:
            context = {"status_code": 409, "message": str(error)}
            answer: Response = await self.templates.TemplateResponse(request, "sqladmin/error.html", context, 409)
            return answer
        return RedirectResponse(f"{root_of(request)}/admin/{self.identity}/list", 303)

    async def _row(self, pk: str) -> Any:
        try:
            statement = self._stmt_by_identifier(pk)
        except ValueError:
            return None
        return await self._get_object_by_pk(statement)

    async def _kept(self, request: Request, write: Callable[..., Saved], *given: Any) -> Any:
        saved = await run_in_threadpool(self._told, write, *given)
        if saved.secret is not None:
            Secret.reveal_once(request, saved.secret, self.told_once)
        return await self._row(str(saved.pk))

    @staticmethod
    def _told(write: Callable[..., Any], *given: Any) -> Any:
        with told():
            return write(*given)


def lines_of(values: Mapping[str, Any]) -> str:
    """NAME=VALUE, one a line; a list is several."""
    pairs = ((name, each) for name, value in values.items() for each in (value if type(value) is list else [value]))
    return "\n".join(f"{name}={each}" for name, each in pairs)


def lines_in(text: str | None) -> list[str]:
    """Those that are not blank."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
