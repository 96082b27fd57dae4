"""Given a crawl's event loop, when postings are written one by one, they are stored in batches, none is lost."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uvloop
from sqlalchemy import Engine

from jobspider.errors import InvalidPostingError, StoreUnavailableError
from jobspider.posting import Posting
from jobspider.store import read, schema
from jobspider.store.engine import create_engine
from jobspider.store.writer import CLOSE_SECONDS, Writer
from tests.analysts import posting

T = TypeVar("T")


def run(crawl: Coroutine[Any, Any, T], loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop) -> T:
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(crawl)


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return read.count_by_source(connection).get("acme", 0)


async def write_all(writer: Writer, postings: list[Posting]) -> list[Any]:
    return await asyncio.gather(*(writer.write(posting) for posting in postings), return_exceptions=True)


@pytest.mark.parametrize("loop", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_each_posting_learns_what_became_of_it(engine: Engine, loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def crawl() -> list[list[Any]]:
        writer = Writer(engine)
        first = await write_all(writer, [posting(number) for number in range(500)])
        again = await write_all(writer, [posting(1), posting(2, title="Other"), posting(900), posting(900)])
        await writer.close()
        return [first, again]

    assert run(crawl(), loop) == [["new"] * 500, ["unchanged", "changed", "new", "new"]]
    assert count(engine) == 501


def test_only_the_posting_that_is_refused_gets_the_error(engine: Engine) -> None:
    async def crawl() -> list[Any]:
        writer = Writer(engine)
        bad = posting(5).model_copy(update={"title": "\ud800"})
        results = await write_all(writer, [*(posting(number) for number in range(5)), bad])
        await writer.close()
        return results

    *good, refused = run(crawl())
    assert good == ["new"] * 5
    assert isinstance(refused, InvalidPostingError)
    assert "refuses posting 'job-00005' of acme" in str(refused)


def test_closing_writes_what_still_waits(engine: Engine) -> None:
    async def crawl() -> list[Any]:
        writer = Writer(engine, batch_size=10)
        waiting = [asyncio.ensure_future(writer.write(posting(number))) for number in range(95)]
        await asyncio.sleep(0)
        await writer.close()
        return await asyncio.gather(*waiting)

    assert run(crawl()) == ["new"] * 95
    assert count(engine) == 95


def test_a_writer_that_wrote_nothing_closes_at_once(engine: Engine) -> None:
    async def crawl() -> None:
        await asyncio.wait_for(Writer(engine).close(), CLOSE_SECONDS / 2)

    run(crawl())


def test_a_closed_writer_says_so(engine: Engine) -> None:
    async def crawl() -> None:
        writer = Writer(engine)
        await writer.write(posting(1))
        await writer.close()
        await writer.close()
        with pytest.raises(StoreUnavailableError, match="the writer is closed"):
            await writer.write(posting(2))

    run(crawl())


def test_who_no_longer_waits_disturbs_nobody(engine: Engine) -> None:
    async def crawl() -> Any:
        writer = Writer(engine)
        gone = asyncio.ensure_future(writer.write(posting(1)))
        stays = asyncio.ensure_future(writer.write(posting(2)))
        await asyncio.sleep(0)
        gone.cancel()
        result = await stays
        await writer.close()
        return result

    assert run(crawl()) == "new"
    assert count(engine) == 2


def test_a_missing_schema_is_told_to_every_posting(database_url: str) -> None:
    engine = create_engine(database_url)

    async def crawl() -> list[Any]:
        writer = Writer(engine)
        results = await write_all(writer, [posting(1), posting(2)])
        await writer.close()
        return results

    assert all("run `jobspider db upgrade`" in str(result) for result in run(crawl()))
    engine.dispose()


def test_a_locked_sqlite_file_is_waited_for(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'busy.db'}")
    schema.upgrade(engine)

    async def crawl() -> list[Any]:
        writer = Writer(engine)
        with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other:
            other.begin()
            results = asyncio.ensure_future(write_all(writer, [posting(1)]))
            await asyncio.sleep(0.5)
            assert not results.done()
            other.rollback()
        found = await results
        await writer.close()
        return found

    assert run(crawl()) == ["new"]
    engine.dispose()
