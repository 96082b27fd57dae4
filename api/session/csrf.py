"""The token that shows that a request comes from a page of ours: another site cannot read it, nor guess it."""

import hmac
from secrets import token_hex

from fastapi import Request
from itsdangerous import BadData

from api.errors import Refusal
from api.session.form import form_of
from api.session.secret import signer
from jobspider.config import config

HEADER = "X-CSRF-Token"
FIELD = "csrf_token"
PURPOSE = "csrf"


def token(owner: str) -> str:
    """A token of a session or visitor; another one each time, so that compression gives nothing away."""
    return signer(PURPOSE).dumps([token_hex(8), owner])


async def check(request: Request, owner: str) -> None:
    """Refusal (403) unless the header or the form holds a token of this owner."""
    given = request.headers.get(HEADER) or (await form_of(request)).get(FIELD, "")
    if not _is_of(given, owner):
        sentence = "The page was open for too long, or the request came from another site: open it again, and repeat."
        raise Refusal(403, sentence, "bad_csrf_token")


def _is_of(given: str, owner: str) -> bool:
    try:
        _, named = signer(PURPOSE).loads(given, max_age=config().session_seconds)
    except (BadData, ValueError):
        return False
    return hmac.compare_digest(named, owner)
