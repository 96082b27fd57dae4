"""Given a browser without any other host, when it opens /docs, then every operation is there and nothing is missing."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.served_data import fill
from tests.serving import serving

pytestmark = pytest.mark.servers


def test_the_documentation_lists_every_operation(page: Page, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'jobspider.db'}"
    fill(url)
    with serving(tmp_path, database_url=url) as api:
        answer = page.goto(f"{api.url}/docs")
        page.get_by_text("/postings/{posting_id}", exact=True).first.wait_for(timeout=60_000)
        page.get_by_text("/schedules/{name}/fire", exact=True).first.wait_for(timeout=60_000)
        operations = page.locator(".opblock").count()

        document = api.get("/openapi.json").json

    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert operations == sum(len(path) for path in document["paths"].values())
