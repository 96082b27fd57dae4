"""Postings for the pages that show them: those of tests/searching.py, and some with a story, one of them hostile."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, select, update

from jobspider.api_keys import ApiKey, Scope, digest, new_key
from jobspider.posting import Posting
from jobspider.store.api_keys import add_key
from jobspider.store.engine import create_engine
from jobspider.store.identity import match_waiting
from jobspider.store.postings import upsert
from jobspider.store.schema import upgrade
from jobspider.store.transaction import transaction
from jobspider.store.words import index_waiting
from jobspider.tables import posting_versions, postings
from tests.searching import NOON
from tests.searching import posting as numbered
from tests.test_store_identity import posting as surveyor

NUMBERS = range(60)
EVIL = "\"'><script>window.hacked=1</script><img src=x onerror=window.hacked=1>{{7*7}}"
"""Ends an attribute, an element and a string; says whether any of it ran."""
EVIL_HTML = (
    "<p onclick=window.hacked=1 style='position:fixed'>Fine words</p><script>window.hacked=1</script>"
    "<img src=x onerror=window.hacked=1><svg onload=window.hacked=1></svg>"
    '<a href="javascript:window.hacked=1">click</a><a href="https://good.example/" target=_top>good</a>'
    "<iframe src=//evil.example></iframe><form action=//evil.example><input name=key></form><base href=//evil.example>"
    "<h1>Big</h1><!--"
    "</script></main><style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css>"
)
DESCRIPTION = "We count boats.\n\nYou bring two years of work in a harbour.\n\nCome soon."


@dataclass(frozen=True)
class Stories:
    """Ids of the postings that have one, and a key that may save alerts."""

    changed: int
    twin: int
    other_twin: int
    copy: int
    unseen: int
    hostile: int
    long: int
    key: str


def fill(url: str) -> Stories:
    """Makes the tables and fills them."""
    engine = create_engine(url)
    upgrade(engine)
    upsert(engine, [numbered(number) for number in NUMBERS], NOON)
    for each in _stories():
        upsert(engine, [each], NOON)
    upsert(engine, [_changed(salary_min=48_000, salary_max=52_000, salary_raw="£48k - £52k", text="three")], NOON)
    _write_behind_the_models(engine)
    while index_waiting(engine) or match_waiting(engine):
        pass
    found = _ids(engine)
    key = _key(engine)
    engine.dispose()
    return Stories(**{name: found[name] for name in Stories.__annotations__ if name != "key"}, key=key)


def _stories() -> list[Posting]:
    return [
        _changed(salary_min=45_000, salary_max=45_000, salary_raw="£45,000", text="two"),
        surveyor("twin"),
        surveyor("other_twin", "two"),
        surveyor("copy", "three", company="Coastal Staffing"),
        surveyor("unseen", "four", title="Harbour Pilot", company="Pilots"),
        surveyor("hostile", "hostile", title=f"Pirate {EVIL}", company=EVIL, location_raw=EVIL, skills=(EVIL, "Knots")),
        surveyor("long", "five", title="Writer", description_html="<p>" + "Long words. " * 40_000 + "</p>"),
    ]


def _changed(*, text: str, **values: Any) -> Posting:
    story = DESCRIPTION.replace("two", text)
    row = {"title": "Harbour Clerk", "company": "Harbour Trust", "description_text": story, "salary_currency": "GBP"}
    return surveyor("changed", "changing", **{**row, "salary_period": "YEAR", **values})


def _write_behind_the_models(engine: Engine) -> None:
    """As somebody could who has broken into the database: what is shown is to be safe all the same."""
    evil = {"description_html": EVIL_HTML, "description_text": EVIL, "apply_url": "javascript:window.hacked=1"}
    closed = {"closed_at": NOON - timedelta(days=1), "closed_reason": "not_seen"}
    with transaction(engine) as connection:
        rows = postings.c.source_id
        more = {"salary_raw": EVIL, "source_id": EVIL, "closed_reason": EVIL[:32], "postal_code": "</b>"}
        connection.execute(update(postings).where(rows == "unseen").values(closed))
        number = connection.execute(select(postings.c.id).where(rows == "hostile")).scalar_one()
        connection.execute(update(postings).where(postings.c.id == number).values({**evil, **more}))
        version = {"title": EVIL, "description_text": EVIL_HTML, "skills": [EVIL], EVIL: EVIL, "latitude": "x"}
        values = {"posting_id": number, "changed_at": NOON, "content_hash": "0" * 32, "replaced": version}
        connection.execute(posting_versions.insert().values(values))


def _ids(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(select(postings.c.source_id, postings.c.id)).all()
    return {"hostile" if row.source_id == EVIL else row.source_id: row.id for row in rows}


def _key(engine: Engine) -> str:
    made = new_key()
    row = ApiKey(id=made.id, name="person", secret_hash=digest(made.text), scopes=frozenset(Scope), created_at=NOON)
    with transaction(engine) as connection:
        add_key(connection, row)
    return made.text
