"""API keys: made and shown once, listed without anything secret, revoked."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from wtforms import Form, IntegerField, SelectMultipleField, StringField, widgets
from wtforms.validators import NumberRange, Optional

from api.dependencies import written
from api.pages.admin.refusals import NotSavedError
from api.pages.admin.rows import Keys
from api.pages.admin.view import Chip, Saved, TableView
from jobspider.api_keys import ApiKey, Scope, key_id
from jobspider.store.api_keys import make_key, revoke_key

MEANINGS = {
    Scope.READ: "read, where reading needs a key",
    Scope.TASKS: "have lists of URLs crawled",
    Scope.SCHEDULES: "look after schedules, and start crawls",
    Scope.SEARCHES: "look after searches that are crawled again and again",
    Scope.ALERTS: "look after alerts",
    Scope.ADMIN: "all of these, and these pages",
}
TONES = {"works": "good", "expired": "warn"}
LONGEST = 64


class KeyForm(Form):  # type: ignore[misc]
    """What a person writes."""

    name = StringField("Whose key it is", description="For people: who has it, or what uses it.")
    scopes = SelectMultipleField(
        "What it may do",
        choices=[(scope.value, f"{scope}: {said}") for scope, said in MEANINGS.items()],
        default=[Scope.READ.value],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
    days = IntegerField(
        "Days until it expires", validators=[Optional(), NumberRange(1, 36_500)], description="Empty: never."
    )


def _state(row: Any) -> Chip:
    names = ("id", "name", "scopes", "created_at", "expires_at", "revoked_at")
    key = ApiKey.model_validate({**{name: getattr(row, name) for name in names}, "secret_hash": ""})
    word = key.state(datetime.now(UTC))
    return Chip(word, TONES.get(word, ""))


class KeysView(TableView, model=Keys):
    """The table."""

    name = "key"
    name_plural = "Keys"
    form = KeyForm
    can_edit = False
    column_default_sort = "name"
    intro = "Who may do what, with the API and on these pages. A key is shown when it is made, and never again."
    remove_word = "Revoke"
    remove_says = "It stops working at once and for good, and whoever has signed in with it is signed out."
    told_once = "The new key"
    shown: ClassVar = {
        "Name": lambda row: row.name,
        "Id": lambda row: row.id,
        "May": lambda row: ", ".join(row.scopes),
        "Made": lambda row: row.created_at,
        "Expires": lambda row: row.expires_at or "never",
        "": _state,
    }

    def added(self, data: dict[str, Any]) -> Saved:
        """As `jobspider keys create`."""
        name = (data["name"] or "").strip()
        if not 0 < len(name) <= LONGEST or not name.isprintable():
            raise NotSavedError(f"A key's name has 1 to {LONGEST} characters.")
        scopes = frozenset(map(Scope, data["scopes"] or [Scope.READ]))
        text = written(lambda found: make_key(found, name, scopes, data["days"], datetime.now(UTC)))
        return Saved(key_id(text), text)

    def removed(self, row: Any) -> None:
        """As `jobspider keys revoke`."""
        written(lambda found: revoke_key(found, row.id, datetime.now(UTC)))
