"""Given `jobspider api` alone, when a list of URLs is posted, then it crawls them and says what became of each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from jobspider.store.engine import create_engine
from jobspider.store.tasks import purge
from jobspider.store.transaction import in_transaction
from jobspider.tables import postings, runs, task_urls, tasks
from tests.crawling import rows
from tests.serving import serving
from tests.tasking import Client, new_database, new_key

pytestmark = pytest.mark.servers

ALLOWED = "127.0.0.0/8"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('tasks') / 'jobspider.db'}"
    new_database(url)
    return url


@pytest.fixture(scope="module")
def client(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    limits = {"task_open": "3", "task_urls": "20", "task_urls_a_day": "60"}
    folder = tmp_path_factory.mktemp("api")
    with serving(folder, database_url=database, task_allow=ALLOWED, **limits) as api:
        yield Client(api, new_key(database))


def test_good_and_bad_urls_in_one_list_each_get_their_result(client: Client, database: str, sample_board: str) -> None:
    search = f"{sample_board}/jobs?q=data+science&l=London"
    wanted = {
        search: "ok",
        f"{sample_board}/careers": "ok_empty",
        f"{sample_board}/nothing": "not_found",
        f"{sample_board}/rc/clk?jk=1": "blocked_by_robots",
        "http://127.0.0.1:1/": "unreachable",
        "http://10.0.0.1/": "refused",
        "file:///etc/passwd": "refused",
        "https://www.linkedin.com/jobs/view/1": "refused",
    }

    task = client.post(*wanted, search)
    assert client.status(task)["completed"] >= 3  # what is refused is done at once
    client.wait(task)

    assert client.status(task) == {"id": task, "completed": 9, "inprogress": 0}
    found = client.results(task)
    assert [(each["url"], each["outcome"]) for each in found] == [*wanted.items(), (search, "ok")]
    assert all(each["detail"] for each in found)
    assert (found[0]["board"], found[0]["http_status"], found[0]["final_url"]) == ("indeed", 200, search)
    assert [posting["title"] for posting in found[0]["postings"]] == [each["title"] for each in found[8]["postings"]]
    stored = {row["source_id"] for row in rows(database, postings) if row["source"] == "task"}
    assert {posting["source_id"] for posting in found[0]["postings"]} == stored
    assert all(source_id.startswith("127.0.0.1/") for source_id in stored)
    (run,) = [row for row in rows(database, runs) if row["id"] == f"task-{task}"]
    assert run["spider"] == "task"


def test_results_come_in_pages(client: Client) -> None:
    task = client.post(*(f"http://10.0.0.{n}/" for n in range(5)))

    first = client.ask("GET", f"/tasks/{task}/result?limit=3").json
    second = client.ask("GET", f"/tasks/{task}/result?limit=3&cursor={first['next_cursor']}").json

    assert [each["url"] for each in first["items"] + second["items"]] == [f"http://10.0.0.{n}/" for n in range(5)]
    assert second["next_cursor"] is None


def test_an_idempotency_key_makes_one_task_of_one_list(client: Client) -> None:
    body = {"urls": ["http://10.0.0.1/"]}

    first = client.ask("POST", "/tasks", body, Idempotency_Key="monday")
    again = client.ask("POST", "/tasks", body, Idempotency_Key="monday")
    other = client.ask("POST", "/tasks", {"urls": ["http://10.0.0.2/"]}, Idempotency_Key="monday")

    assert first.status == again.status == 202
    assert first.json == again.json
    assert other.status == 409
    assert "another list" in other.json["detail"]


def test_a_list_that_is_no_list_of_urls_is_refused(client: Client) -> None:
    bodies = [{"urls": []}, {}, {"urls": "http://a.example/"}, {"urls": [""]}, {"urls": [5]}, {"urls": ["a" * 2049]}]
    bodies += [{"urls": ["http://a.example/"], "more": 1}]

    assert [client.ask("POST", "/tasks", body).status for body in bodies] == [422] * len(bodies)
    assert client.ask("POST", "/tasks", {"urls": ["http://10.0.0.1/"] * 21}).status == 409


def test_tasks_are_their_key_s_alone(client: Client, database: str) -> None:
    task = client.post("http://10.0.0.1/")
    other = Client(client.api, new_key(database, "other"))
    reader = Client(client.api, new_key(database, "reader", "read"))

    assert [each["id"] for each in client.ask("GET", "/tasks?limit=1").json["items"]] == [task]
    assert other.ask("GET", "/tasks").json == {"items": [], "next_cursor": None}
    for method, path in (("GET", "status"), ("GET", "result"), ("POST", "cancel")):
        assert other.ask(method, f"/tasks/{task}/{path}").status == 404
        assert reader.ask(method, f"/tasks/{task}/{path}").status == 403
        assert client.api.ask(method, f"/tasks/{task}/{path}").status == 401


def test_limits_of_a_key_say_when_to_come_back(client: Client, database: str, sample_board: str) -> None:
    busy = Client(client.api, new_key(database, "busy"))
    slow = [busy.post(f"{sample_board}/careers?n={n}") for n in range(3)]

    refused = busy.ask("POST", "/tasks", {"urls": [f"{sample_board}/careers"]})
    assert (refused.status, refused.headers["retry-after"], refused.json["code"]) == (429, "30", "task_limit")
    for task in slow:
        assert busy.ask("POST", f"/tasks/{task}/cancel").json["inprogress"] == 0

    sent = [busy.ask("POST", "/tasks", {"urls": ["http://10.0.0.1/"] * 19}) for _ in range(4)]
    assert [answer.status for answer in sent] == [202, 202, 202, 429]
    assert "57 of 60" not in sent[3].json["detail"]
    assert "60 of 60 URLs of 24 hours are used" in sent[3].json["detail"]


def test_a_task_that_is_cancelled_ends_and_keeps_what_it_has(client: Client, sample_board: str) -> None:
    task = client.post("http://10.0.0.1/", f"{sample_board}/careers")

    answer = client.ask("POST", f"/tasks/{task}/cancel")
    again = client.ask("POST", f"/tasks/{task}/cancel")

    assert answer.json == again.json == {"id": task, "completed": 2, "inprogress": 0}
    first, second = client.results(task)
    assert first["outcome"] == "refused"
    assert second["outcome"] in {"cancelled", "ok_empty"}  # it may have been read just before


def test_tasks_go_with_their_results_when_they_expire(client: Client, database: str) -> None:
    task = client.post("http://10.0.0.1/")
    engine = create_engine(database)
    now = datetime.now(UTC)
    in_transaction(
        engine,
        lambda connection: connection.execute(
            update(tasks).where(tasks.c.id == task).values(expires_at=now - timedelta(seconds=1))
        ),
    )

    assert in_transaction(engine, lambda connection: purge(connection, now)) == 1
    engine.dispose()

    assert client.ask("GET", f"/tasks/{task}/status").status == 404
    assert not [row for row in rows(database, task_urls) if row["task_id"] == task]


def test_an_api_that_was_stopped_goes_on_with_its_tasks(tmp_path: Path, sample_board: str) -> None:
    database = f"sqlite:///{tmp_path / 'restart.db'}"
    new_database(database)
    key = new_key(database)
    urls = [f"{sample_board}/careers?n={n}" for n in range(30)]
    settings = {"database_url": database, "task_allow": ALLOWED, "download_delay": "0.3"}

    with serving(tmp_path, **settings) as api:
        client = Client(api, key)
        task = client.post(*urls)
        client.wait(task, completed=1)
    left = [row for row in rows(database, task_urls) if row["outcome"] is None]
    with serving(tmp_path, **settings) as api:
        client = Client(api, key)
        client.wait(task)

        assert {each["outcome"] for each in client.results(task)} == {"ok_empty"}
    assert left, "it ended before it was stopped: the test proves nothing"
