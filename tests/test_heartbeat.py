"""A process's sign of life: given a running event loop, then the file is fresh; and stale when nobody touches it."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from deploy.jobspider import healthcheck
from jobspider.heartbeat import Heartbeat


def test_a_process_is_healthy_as_long_as_its_loop_goes_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "heartbeat"
    assert healthcheck.main(str(file)) == 1

    asyncio.run(live(file))

    assert healthcheck.main(str(file)) == 0
    os.utime(file, (time.time() - 90, time.time() - 90))
    assert healthcheck.main(str(file)) == 1
    assert "no sign of life for 90 s" in capsys.readouterr().err


async def live(file: Path) -> None:
    """A loop that touches the file again after it has become old."""
    stopped = asyncio.Event()
    beating = asyncio.create_task(Heartbeat(file, seconds=0.01).until(stopped))
    await asyncio.sleep(0.05)
    os.utime(file, (0, 0))
    while os.stat(file).st_mtime == 0:  # noqa: ASYNC110  a file tells nobody
        await asyncio.sleep(0.01)
    stopped.set()
    await beating
