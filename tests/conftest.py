"""What every test may use: real servers, started once a session, on free loopback ports.

A server that is not installed skips its tests at home, with the reason counted, and fails them in CI.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from shutil import which

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url

from jobspider.config import config
from jobspider.sample.process import SampleBoard
from jobspider.sample.servers import MissingServerError, mariadb_server, redis_server
from jobspider.store.engine import create_engine
from jobspider.store.schema import upgrade
from tests import browsed_data
from tests.browsing import ARGUMENTS, DESKTOP, watched
from tests.serving import Api, serving

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "real"

# The tests start hundreds of processes: where Python is told to keep no compiled modules, as in many containers, each
# of them would compile the whole project.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Hypothesis's 200 ms an example would test how busy the machine is; tests of speed name their own deadline.
settings.register_profile("jobspider", deadline=None)
settings.load_profile("jobspider")

STARTED = frozenset({"redis_url", "mariadb", "sample_board", "chromium", "browsed"})
"""Fixtures that start a server: what uses them needs no mark of its own."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Marks each test that a server is started for; files with such tests come first, since they take long.

    Several processes share the files out (pytest-xdist): a long one that comes last keeps one of them busy alone.
    """
    for item in items:  # before pytest sorts out what `-m "not servers"` leaves
        if STARTED & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.servers)
    yield
    # pytest-playwright gives tests a parameter of the session, by which pytest has just put tests of several files
    # together: a file's own server would be started twice.
    long = {item.path for item in items if item.get_closest_marker("servers")}
    places = {item.path: place for place, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (item.path not in long, places[item.path]))


def missing(error: MissingServerError) -> None:
    """Skips at home; in CI everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(str(error))
    pytest.skip(str(error))


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No JOBSPIDER_* variable or .env file of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith("JOBSPIDER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JOBSPIDER_DATABASE_URL", f"sqlite:///{tmp_path / 'jobspider.db'}")
    config.cache_clear()
    yield
    config.cache_clear()


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A real browser's program."""
    return installed("chromium", "chromium")


@pytest.fixture(scope="session")
def promtool() -> Path:
    """Prometheus's own checker."""
    return installed("promtool", "prometheus")


def installed(name: str, package: str) -> Path:
    """A program's path; skips or fails where it is not installed."""
    found = which(name)
    if found is None:
        missing(MissingServerError(f"{name} is not installed: on Debian, `apt-get install {package}` brings it"))
    return Path(str(found))


@pytest.fixture(scope="session")
def captures() -> Path:
    """Pages captured from real job boards, where this checkout lies beside them."""
    if not SHARED.is_dir():
        pytest.skip("the captures of real job boards are not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis."""
    try:
        with redis_server() as url:
            yield url
    except MissingServerError as error:
        missing(error)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """A real MariaDB, one for the session: its SQLAlchemy URL."""
    try:
        # What is written survives the server's end, kill -9 included, but not the machine's: without waiting for the
        # disk all migrations take a tenth of the time.
        with mariadb_server("--debug-no-sync") as url:
            yield url
    except MissingServerError as error:
        missing(error)


@pytest.fixture
def mariadb_url(mariadb: str) -> Iterator[str]:
    """An empty database on the session's MariaDB."""
    name = f"test_{token_hex(4)}"
    server = create_engine(mariadb)
    with server.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))
    yield make_url(mariadb).set(database=name).render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.servers)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'postings.db'}"
    url: str = request.getfixturevalue("mariadb_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database of each kind, without a posting."""
    made = create_engine(database_url)
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture
def events_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Events are noted, for a broker that nothing listens as."""
    monkeypatch.setenv("JOBSPIDER_EVENTS_URL", "redis://127.0.0.1:1/0")
    config.cache_clear()


@pytest.fixture
def stream() -> str:
    """The name of a stream, or of a topic, of one test's own."""
    return f"events-{token_hex(4)}"


@pytest.fixture(scope="session")
def sample_board() -> Iterator[str]:
    """The sample board with its defaults: its base URL."""
    with SampleBoard() as url:
        yield url


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """In place of pytest-playwright's, which lasts a session: while it runs, asyncio.run fails in other modules."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: Path) -> Iterator[Browser]:
    """The system's Chromium, once a module."""
    launched = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def browser_context_args() -> dict[str, object]:
    """What pytest-playwright opens a fresh profile with."""
    return {"viewport": DESKTOP}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A fresh page; the test fails where the browser has anything to complain of (tests/browsing.py)."""
    with watched(page):
        yield page


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """`jobspider api` on six weeks of postings (tests/browsed_data.py), one a module."""
    folder = tmp_path_factory.mktemp("browsed")
    url = f"sqlite:///{folder / 'jobspider.db'}"
    browsed_data.fill(url)
    with serving(folder, database_url=url) as api:
        yield api
