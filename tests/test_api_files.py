"""Given a running API on SQLite or MariaDB, when a search is exported, fed, counted, then each says the same."""

import csv
import json
from collections.abc import Iterator
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import openpyxl  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-untyped]
import pytest
from lxml import etree  # type: ignore[import-untyped]

from jobspider.store import schema
from jobspider.store.engine import create_engine
from jobspider.store.postings import upsert
from tests.searching import NOON, database, posting, searchable
from tests.serving import Answer, Api, serving

pytestmark = pytest.mark.servers

EVIL = '=HYPERLINK("http://evil.example")'
COUNTED = 61


@pytest.fixture(scope="module", params=["sqlite", "mariadb"])
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """`jobspider api` on sixty postings and one whose texts are hostile."""
    folder = tmp_path_factory.mktemp("files")
    with database(request.param, folder, partial(request.getfixturevalue, "mariadb")) as url, searchable(url):
        engine = create_engine(url)
        upsert(
            engine, [posting(60, title=EVIL, company="<b>&\"'", location_raw="-1+1", description_text="a < b")], NOON
        )
        engine.dispose()
        with serving(folder, database_url=url) as running:
            yield running


def get(api: Api, path: str, **asked: object) -> Answer:
    answer = api.get(f"{path}?{urlencode(asked, doseq=True)}")
    assert answer.status == 200, answer.body
    return answer


def everything(api: Api, **asked: object) -> list[dict[str, Any]]:
    """By pages."""
    items: list[dict[str, Any]] = get(api, "/postings", limit=100, **asked).json["items"]
    return items


def test_exports_hold_what_the_pages_hold_in_their_order(api: Api) -> None:
    expected = everything(api, country="GB")
    lines = [json.loads(line) for line in get(api, "/export/postings.ndjson", country="GB").body.splitlines()]
    table = list(csv.DictReader(StringIO(get(api, "/export/postings.csv", country="GB").body.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(BytesIO(get(api, "/export/postings.xlsx", country="GB").body))["postings"]
    parquet = pyarrow.parquet.read_table(BytesIO(get(api, "/export/postings.parquet", country="GB").body)).to_pylist()

    listed = [{name: value for name, value in item.items() if name != "content_hash"} for item in expected]
    assert lines == listed
    ids = [item["id"] for item in expected]
    assert [int(row["id"]) for row in table] == ids
    assert [row["id"] for row in parquet] == ids
    names, *rows = sheet.iter_rows(values_only=True)
    assert [row[names.index("id")] for row in rows] == ids
    assert parquet[0]["first_seen_at"] == NOON
    assert table[0]["first_seen_at"] == "2026-11-22T12:00:00Z"
    assert len(ids) == 41


def test_cells_that_spreadsheets_would_run_are_text(api: Api) -> None:
    table = csv.DictReader(StringIO(get(api, "/export/postings.csv").body.decode("utf-8-sig")))
    (row,) = [row for row in table if "HYPERLINK" in row["title"]]
    sheet = openpyxl.load_workbook(BytesIO(get(api, "/export/postings.xlsx").body))["postings"]
    cells = [cell for line in sheet.iter_rows() for cell in line]

    assert (row["title"], row["location_raw"]) == (f"'{EVIL}", "'-1+1")
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "inlineStr"}
    assert f"'{EVIL}" in {cell.value for cell in cells}


def test_an_export_ends_at_its_limit(api: Api) -> None:
    assert len(get(api, "/export/postings.ndjson", limit=7).body.splitlines()) == 7
    assert api.get("/export/postings.csv?limit=0").status == 422
    assert api.get("/export/postings.csv?sort=newest").status == 422


def test_feeds_are_valid_and_hold_the_newest(api: Api) -> None:
    atom = etree.fromstring(get(api, "/feeds/postings.atom", country="GB").body)
    rss = etree.fromstring(get(api, "/feeds/postings.rss", country="GB").body)
    feed = get(api, "/feeds/postings.json", country="GB").json

    name = {"a": "http://www.w3.org/2005/Atom"}
    ids = atom.xpath("a:entry/a:id/text()", namespaces=name)
    assert ids == rss.xpath("channel/item/guid/text()") == [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids)) == 41
    for path in ("a:id", "a:title", "a:updated", "a:link[@rel='self']", "a:author/a:name"):
        assert len(atom.xpath(path, namespaces=name)) == 1, path
    for path in ("a:title", "a:updated", "a:link[@rel='alternate']/@href", "a:summary"):
        assert len(atom.xpath(f"a:entry/{path}", namespaces=name)) == 41, path
    titles = atom.xpath("a:entry/a:title/text()", namespaces=name)
    assert f"{EVIL} \N{EN DASH} <b>&\"' \N{EN DASH} -1+1" in titles
    assert atom.xpath("a:updated/text()", namespaces=name) == ["2026-11-22T12:00:00Z"]
    assert rss.xpath("channel/lastBuildDate/text()") == ["Sun, 22 Nov 2026 12:00:00 GMT"]
    assert feed["version"] == "https://jsonfeed.org/version/1.1"


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_a_feed_that_the_reader_has_is_not_sent_again(api: Api, kind: str) -> None:
    first = get(api, f"/feeds/postings.{kind}", title="go")

    again = api.get(f"/feeds/postings.{kind}?title=go", If_None_Match=first.headers["etag"])

    assert (again.status, again.body) == (304, b"")
    assert "last-modified" in first.headers
    assert get(api, f"/feeds/postings.{kind}", title="nothing-like-it").status == 200


def test_facets_count_what_the_search_finds(api: Api) -> None:
    expected = everything(api, title="go")

    found = get(api, "/facets", title="go").json

    assert (found["counted"], found["complete"]) == (len(expected), True)
    countries = {facet["value"]: facet["count"] for facet in found["facets"]["country"]}
    assert countries == {code: [item["country"] for item in expected].count(code) for code in countries}
    assert sum(countries.values()) == len(expected)
    assert {facet["value"] for facet in found["facets"]["employment_type"]} == {
        label for item in expected for label in item["employment_type"]
    }


def test_days_add_up(api: Api) -> None:
    for asked in ({}, {"country": "GB"}):
        days = get(api, "/stats/daily", **asked).json
        assert days["complete"]
        assert sum(day["postings"] for day in days["items"]) == days["counted"] == len(everything(api, **asked))
        assert days["items"][0]["day"] == "2026-11-22"


def test_pay_is_told_by_currency_and_withheld_where_there_is_little(api: Api) -> None:
    pounds = sorted(
        item["salary_annual_max"]
        for item in everything(api, salary_currency="GBP")
        if item["salary_annual_max"] is not None
    )
    told = {item["currency"]: item for item in get(api, "/stats/salaries").json["items"]}

    assert told["GBP"]["n"] == len(pounds)
    assert pounds[0] <= told["GBP"]["p10"] <= told["GBP"]["median"] <= told["GBP"]["p90"] <= pounds[-1]
    few = get(api, "/stats/salaries", salary_min=57_000, salary_currency="GBP").json
    assert (few["items"], few["counted"] < 5) == ([], True)


def test_skills_words_and_sources_are_ranked(api: Api) -> None:
    assert [item["name"] for item in get(api, "/stats/skills").json["items"]] == ["Power BI", "Python"]
    ranked = {item["name"]: item["postings"] for item in get(api, "/stats/words").json["items"]}
    assert ranked["developer"] == 30
    assert "and" not in ranked
    boards = {item["source"]: item for item in get(api, "/stats/sources").json["items"]}
    assert sum(board["postings"] for board in boards.values()) == COUNTED
    assert set(boards) == {"board-one", "board_two"}


def test_a_server_without_pyarrow_says_so_and_its_document_does_too(tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "pyarrow.py").write_text("raise ImportError('not installed')")
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    schema.upgrade(create_engine(url))
    with serving(tmp_path, path=str(tmp_path / "without"), database_url=url) as running:
        answer = running.get("/export/postings.parquet")
        document = running.get("/openapi.json").json
    assert (answer.status, answer.headers["content-type"]) == (501, "application/problem+json")
    assert answer.json["detail"].startswith("Parquet files need pyarrow on the server: pip install pyarrow")
    assert "501" in document["paths"]["/export/postings.parquet"]["get"]["responses"]
