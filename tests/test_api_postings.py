"""Given a running API on SQLite or MariaDB, when postings are asked for, then they come as documented."""

import re
from collections.abc import Iterator
from functools import partial
from time import monotonic, sleep
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from jobspider.tables import postings
from tests.searching import NOON, database, posting, searchable
from tests.serving import Answer, Api, serving

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Sixty postings: the database's URL."""
    folder = tmp_path_factory.mktemp("api")
    with database(request.param, folder, partial(request.getfixturevalue, "mariadb")) as url, searchable(url):
        yield url


@pytest.fixture(scope="module")
def api(stored: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """`jobspider api` on them."""
    with serving(tmp_path_factory.mktemp("log"), database_url=stored) as running:
        yield running


def get(api: Api, path: str, **asked: object) -> Answer:
    return api.get(f"{path}?{urlencode(asked, doseq=True)}")


def test_pages_lead_through_all_that_match(api: Api) -> None:
    first = get(api, "/postings", q="c++ OR .net", country=["gb", "de"], limit=7).json
    second = get(api, "/postings", q="c++ OR .net", country=["gb", "de"], limit=20, cursor=first["next_cursor"]).json

    titles = {item["title"] for item in first["items"] + second["items"]}
    assert titles == {"Senior C++ Developer", ".NET Developer"}
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (7, 13, None)


def test_lists_leave_out_the_html_and_single_postings_have_all(api: Api) -> None:
    (item,) = get(api, "/postings", limit=1).json["items"]
    whole = api.get(f"/postings/{item['id']}").json

    assert "description_html" not in item
    assert {**item, "description_html": None} == whole


def test_an_answer_that_the_client_has_is_not_sent_again(api: Api) -> None:
    for path in ("/postings?limit=3", "/postings/1", "/postings/1.jsonld"):
        first = api.get(path)
        again = api.get(path, If_None_Match=first.headers["etag"])
        assert (first.status, again.status, again.body) == (200, 304, b""), path
        assert again.headers["etag"] == first.headers["etag"]
        assert api.get(path, If_None_Match='"other"').status == 200
    seen = api.get("/postings/1").headers["last-modified"]
    assert seen == "Sun, 22 Nov 2026 12:00:00 GMT"
    assert api.get("/postings/1", If_Modified_Since=seen).status == 304
    assert api.get("/postings/1", If_Modified_Since="Sun, 22 Nov 2026 11:59:59 GMT").status == 200
    assert api.get("/postings/1", If_Modified_Since="yesterday").status == 200


def test_a_posting_speaks_schema_org(api: Api) -> None:
    by_name = api.get("/postings/2.jsonld")
    by_header = api.get("/postings/2", Accept="application/ld+json")

    assert by_name.headers["content-type"] == by_header.headers["content-type"] == "application/ld+json"
    assert by_name.json == by_header.json
    assert by_name.json["@type"] == "JobPosting"
    assert by_name.json["hiringOrganization"] == {"@type": "Organization", "name": "Acme & Sons"}


def test_versions_tell_what_was_replaced(api: Api, stored: str) -> None:
    engine = create_engine(stored)
    upsert(engine, [posting(300, title="Old")], NOON)
    upsert(engine, [posting(300, title="New")], NOON)
    with engine.begin() as connection:
        number = connection.execute(postings.select().where(postings.c.source_id == "300")).one().id
        hidden = update(postings).where(postings.c.id == number).values(date_posted=None)
        connection.execute(hidden)
    engine.dispose()

    (version,) = api.get(f"/postings/{number}/versions").json["items"]

    assert version["replaced"] == {"title": "Old"}
    assert version["changed_at"] == "2026-11-22T12:00:00Z"
    assert api.get("/postings/99999/versions").status == 404


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/postings?colour=red", "colour"),
        ("/postings?cursor=abc", "cursor"),
        ("/postings?limit=0", "limit"),
        ("/postings?employment_type=full", "employment_type"),
        ("/postings?country=GBR", "country"),
        ("/postings?posted_after=yesterday", "posted_after"),
        ("/postings?salary_min=nan", "salary_min"),
        ("/postings?q=" + 501 * "a", "q"),
    ],
)
def test_a_wrong_parameter_is_named(api: Api, path: str, names: str) -> None:
    answer = api.get(path)

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert re.search(rf"\b{names}\b", answer.json["detail"])


@pytest.mark.parametrize(
    ("path", "names"), [("/postings?cursor=o_1_1", "cursor"), ("/postings?sort=salary", "salary_currency")]
)
def test_parameters_that_contradict_each_other_are_named(api: Api, path: str, names: str) -> None:
    answer = api.get(path)

    assert answer.status == 409
    assert re.search(rf"\b{names}\b", answer.json["detail"])


def test_what_is_stored_while_the_api_runs_is_soon_found(api: Api, stored: str) -> None:
    engine = create_engine(stored)
    upsert(engine, [posting(301, title="Lighthouse Keeper")], NOON)
    engine.dispose()

    found = any(get(api, "/postings", title="lighthouse").json["items"] for _ in patience(30))

    assert found


def patience(seconds: float) -> Iterator[None]:
    ends = monotonic() + seconds
    while monotonic() < ends:
        yield
        sleep(0.2)
