"""Given a browser without any other host, when it opens /docs, then every operation is there and nothing is missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.served_data import fill
from tests.serving import serving

pytestmark = pytest.mark.servers


@pytest.fixture
def page(chromium: Path) -> Iterator[Page]:
    """A page of a real Chromium."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_the_documentation_asks_no_other_host(page: Page, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    fill(url)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving(tmp_path, database_url=url) as api:
        answer = page.goto(f"{api.url}/docs")
        page.get_by_text("/postings/{posting_id}", exact=True).first.wait_for(timeout=60_000)
        page.get_by_text("/schedules/{name}/fire", exact=True).first.wait_for(timeout=60_000)
        operations = page.locator(".opblock").count()

        document = api.get("/openapi.json").json

    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert operations == sum(len(path) for path in document["paths"].values())
    assert [url for url in asked if not url.startswith((api.url, "data:"))] == []
    assert said == []
