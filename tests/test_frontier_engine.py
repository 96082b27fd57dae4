"""What the frontier leans on in the installed Scrapy, seen in a crawl."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy.crawler import Crawler

from jobspider.frontier.engine import EngineSlot
from jobspider.frontier.errors import EngineContractError
from tests.frontier.site import Site, running

SCRIPT = """
import asyncio, json, logging, sys, scrapy
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.defer import deferred_from_coro
from jobspider.frontier.engine import EngineSlot
events = []
logging.getLogger("asyncio").addHandler(logging.StreamHandler())
class Recording(Scheduler):
    def open(self, spider):
        slot = EngineSlot(self.crawler)
        slot.after_removal(lambda request: events.append(["removed", request.url]))
        slot.wake()  # as a courier does that has heard from Redis before all is open
        super().open(spider)
        return deferred_from_coro(asyncio.sleep(0.1))
    def enqueue_request(self, request):
        events.append(["queued", request.url])
        return super().enqueue_request(request)
class Slow:
    async def process_item(self, item):
        await asyncio.sleep(0.1)
        events.append(["stored", item["page"]])
        return item
class Tree(scrapy.Spider):
    name = "tree"
    start_urls = [sys.argv[1]]
    def parse(self, response):
        yield {"page": response.url}
        for link in response.css("a"):
            yield response.follow(link)
        events.append(["ended", response.url])
process = AsyncCrawlerProcess({"SCHEDULER": Recording, "ITEM_PIPELINES": {Slow: 1}, "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False})
process.crawl(Tree)
process.start()
print(json.dumps(events))
"""


@pytest.mark.servers
def test_a_request_is_removed_after_its_callback_its_children_and_its_items(tmp_path: Path) -> None:
    with running(Site(11)) as site:
        script = tmp_path / "crawl.py"
        script.write_text(SCRIPT)
        ended = subprocess.run(
            [sys.executable, str(script), site.url], capture_output=True, text=True, timeout=60, check=True
        )
    assert "Exception in callback" not in ended.stderr
    events: list[list[str]] = json.loads(ended.stdout)
    for number in ("", *map(str, range(1, 11))):
        page = site.url + number
        removed = events.index(["removed", page])
        assert events.index(["ended", page]) < removed
        assert events.index(["stored", page]) < removed
    assert all(events.index(["queued", f"{site.url}{n}"]) < events.index(["removed", site.url]) for n in range(1, 11))


def test_an_engine_without_the_contract_is_refused_with_a_sentence() -> None:
    slot: Any = SimpleNamespace(nextcall=None, inprogress=set())
    crawler = cast("Crawler", SimpleNamespace(engine=SimpleNamespace(_slot=slot)))
    with pytest.raises(EngineContractError, match="no 'remove_request'"):
        EngineSlot(crawler)
