"""Pages in a real Chromium: what the browser complains of fails the test, and axe looks at what people need."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response, ViewportSize, expect

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-dev-shm-usage"),
)
"""For a browser that runs as root, in little memory, and asks nobody for anything."""
PATIENCE = 30_000
"""Milliseconds that an expectation waits: machines that run many tests at once are slow."""
LOUD = ("error", "warning")
"""Kinds of console messages that no page of ours may cause; a broken policy is an error."""
GRAVE = ("serious", "critical")
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=PATIENCE)


@dataclass
class Watch:
    """What a page was told and what it asked for."""

    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    """Hosts that the test itself went to."""
    refused: set[str] = field(default_factory=set)
    """Addresses of whole pages that were answered with an error, which the browser logs as one."""

    def note_request(self, request: Request) -> None:
        """A request of any kind; data: and blob: ask nobody."""
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss"):
            self.hosts.add(parts.netloc)
            if request.is_navigation_request() and parts.hostname == "127.0.0.1":
                self.own.add(parts.netloc)

    def note_response(self, response: Response) -> None:
        """A test may ask for a page that is not there."""
        if response.status >= 400 and response.request.is_navigation_request():
            self.refused.add(response.url)

    def note_message(self, message: ConsoleMessage) -> None:
        """An error or a warning."""
        if message.type in LOUD and message.location["url"] not in self.refused:
            self.said.append(f"{message.type}: {message.text}")


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """Fails at the end of the block where the page logged an error, broke its policy or asked another host."""
    watch = Watch()
    page.on("request", watch.note_request)
    page.on("response", watch.note_response)
    page.on("console", watch.note_message)
    page.on("pageerror", lambda error: watch.said.append(f"exception: {error}"))
    yield page
    assert watch.said == [], f"the browser complains: {watch.said}"
    assert watch.hosts <= watch.own, f"other hosts were asked: {watch.hosts - watch.own}"


def axe(page: Page) -> None:
    """Fails where axe finds anything serious or critical on the page as it is now."""
    found = Axe().run(page).response["violations"]
    grave = [_told(violation) for violation in found if violation["impact"] in GRAVE]
    assert grave == [], "\n".join(grave)


def _told(violation: dict[str, Any]) -> str:
    nodes = [f"{node['target']}: {node['html'][:200]} {node.get('failureSummary', '')}" for node in violation["nodes"]]
    return f"{violation['id']} ({violation['impact']}): {violation['help']}\n  " + "\n  ".join(nodes[:5])
