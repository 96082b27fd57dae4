"""Given any route, when a request is wrong, then the answer is a problem of the one shape."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from api.app import app
from api.pages.route import PageRoute
from api.parameters import query_names
from api.problem import Problem
from jobspider.store.engine import create_engine
from jobspider.store.schema import prepare
from jobspider.store.transaction import transaction
from tests.crawling import jobspider
from tests.serving import Answer, Api, serving

ROUTES = [
    (method, route.path_format, route.original_route)
    for route in iter_route_contexts(app.routes)
    if isinstance(route.original_route, APIRoute)
    for method in sorted(route.methods or ())
]
"""Every route of the application, those outside of the document too."""
EVERY = pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in ROUTES])
FOR_PROGRAMS = [each for each in ROUTES if not isinstance(each[2], PageRoute)]
"""Those that answer JSON; pages say the same in HTML."""
PAGES = [(method, path) for method, path, route in ROUTES if isinstance(route, PageRoute)]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'jobspider.db'}"
    engine = create_engine(url)
    prepare(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def api(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API on it."""
    with serving(tmp_path_factory.mktemp("api"), database_url=database) as running:
        yield running


@pytest.fixture(scope="module")
def key(database: str) -> str:
    """A key for the routes that need one to be read."""
    return jobspider(
        "keys", "create", "tests", "--scope", "tasks", "--scope", "alerts", database_url=database
    ).out.strip()


def address(path: str) -> str:
    """A path with something in each place."""
    return path.replace("{", "").replace("}", "")


def check(answer: Answer, status: int, code: str | None = None) -> Problem:
    """The problem, after what holds for all of them."""
    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.body)
    assert problem.status == status
    assert problem.detail
    assert problem.request_id == answer.headers["x-request-id"]
    assert code is None or problem.code == code
    return problem


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in FOR_PROGRAMS])
def test_an_unknown_parameter_is_an_error(api: Api, method: str, path: str) -> None:
    problem = check(api.ask(method, f"{address(path)}?colour=red"), 422)

    assert problem.code == "unknown_parameter"
    assert [(fault.where, fault.name) for fault in problem.errors] == [("query", "colour")]


@EVERY
def test_a_method_that_is_not_known_is_an_error(api: Api, method: str, path: str) -> None:
    answer = api.ask("TRACE", address(path))

    check(answer, 405, "method_not_allowed")
    assert method in answer.headers["allow"]


@EVERY
@pytest.mark.parametrize("bytes_", ["%ff", "%00", "x%c3("])
def test_bytes_that_are_no_text_are_an_error(api: Api, method: str, path: str, bytes_: str) -> None:
    check(api.ask(method, f"{address(path)}?q={bytes_}"), 400, "malformed_text")
    check(api.ask(method, f"{address(path)}{bytes_}"), 400, "malformed_text")


@EVERY
def test_what_is_too_long_is_an_error(api: Api, method: str, path: str) -> None:
    check(api.ask(method, f"{address(path)}?q={'x' * 8192}"), 414)
    answer = api.ask(method, address(path), Content_Length="1000001")
    check(answer, 413)
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_an_unknown_parameter_is_an_error_on_a_page(api: Api, method: str, path: str) -> None:
    answer = api.ask(method, f"{address(path)}?colour=red")

    assert (answer.status, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert b"does not know the parameter colour" in answer.body


@pytest.mark.parametrize(("method", "path", "route"), FOR_PROGRAMS)
def test_a_wrong_value_is_an_error(api: Api, key: str, method: str, path: str, route: APIRoute) -> None:
    numbers = {"limit", "cursor"} & query_names(route)
    for name in numbers:
        problem = check(api.ask(method, f"{address(path)}?{name}=%0a", Authorization=f"Bearer {key}"), 422)
        assert name in {fault.name for fault in problem.errors}


def test_an_address_that_is_not_there_is_an_error(api: Api) -> None:
    check(api.get("/nothing"), 404, "not_found")
    check(api.get("/postings/"), 404, "not_found")
    check(api.get("/static/nothing.js"), 404, "not_found")
    assert "no posting 7" in check(api.get("/postings/7"), 404).detail


def test_each_request_has_an_id(api: Api) -> None:
    given = "5bd7c1b5a8ab4d8da6ba0d9ddb2eb6a5"

    assert check(api.get("/nothing", X_Request_ID=given), 404).request_id == given
    assert check(api.get("/nothing", X_Request_ID="<script>"), 404).request_id != "<script>"
    assert len({api.get("/healthz").headers["x-request-id"] for _ in range(3)}) == 3


def test_what_fails_inside_says_nothing_of_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    engine = create_engine(url)
    prepare(engine)
    with serving(tmp_path, database_url=url) as api:
        with transaction(engine) as connection:  # the API's own work writes, too
            connection.exec_driver_sql("DROP TABLE postings")
            connection.exec_driver_sql("DROP TABLE api_keys")
        problem = check(api.get("/postings"), 503)
        of_key = check(api.get("/postings", Authorization=f"Bearer jobspider_{'a' * 12}_{'b' * 64}"), 503)

        assert "postings" not in problem.detail
        assert "keys" not in of_key.detail
        log = api.log.read_text()
        assert log.count("no such table") == 2
        assert "Traceback" not in log
    engine.dispose()


def test_the_document_declares_the_shape(api: Api) -> None:
    document: dict[str, Any] = api.get("/openapi.json").json

    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["tags"]
            for status in ("400", "405", "413", "414", "422", "429", "500", "503"):
                (media,) = operation["responses"][status]["content"].items()
                assert media[0] == "application/problem+json"
                Problem.model_validate(media[1]["example"])
    schemas = document["components"]["schemas"]
    assert {"Problem", "Fault"} <= schemas.keys()
    changes = [field for name in schemas if name.endswith("Changes") for field in schemas[name]["properties"].values()]
    assert changes
    assert [field for field in changes if "default" in field] == [], "what is left out stays as it is"


def test_what_is_no_http_is_refused(api: Api) -> None:
    host = urlsplit(api.url)
    with socket.create_connection((host.hostname, host.port), timeout=10) as connection:
        connection.sendall(b"\x00\xff nonsense\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


FIRST = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        FIRST + b"X-Long: " + b"x" * 66_000 + b"\r\n\r\n",
        FIRST + b"X-Many: y\r\n" * 7_000 + b"\r\n",
        FIRST + b"X-Endless: " + b"x" * 3_000_000,
        FIRST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 3_000_000,
        b"GET /" + b"x" * 66_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_a_request_s_head_is_bounded(api: Api, sent: bytes) -> None:
    host, answer = urlsplit(api.url), b""
    # The API closes the connection, maybe before all was sent, or its answer was read.
    with socket.create_connection((host.hostname, host.port), timeout=30) as connection, suppress(ConnectionError):
        connection.sendall(sent)
        while piece := connection.recv(65_536):
            answer += piece
    assert b" 400 " in answer or not answer
    assert api.get("/healthz", X_Fine="x" * 60_000).status == 200
