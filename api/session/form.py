"""A page's form, as a browser sends it."""

from fastapi import Request

from api.errors import Refusal

KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
FIELDS = 200


async def form_of(request: Request) -> dict[str, str]:
    """The fields, of each the last value; none for a body of another kind. Files and NULs are refused (400)."""
    if not request.headers.get("content-type", "").lower().startswith(KINDS):
        return {}
    found: dict[str, str] = {}
    for name, value in (await request.form(max_files=0, max_fields=FIELDS)).multi_items():
        text = value if type(value) is str else ""
        if "\0" in name or "\0" in text:
            raise Refusal(400, "The form holds a NUL character: leave it out.", "malformed_text")
        found[name] = text
    return found
