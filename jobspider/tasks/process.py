"""The process that crawls a task: `scrapy crawl task`, apart from whoever started it."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process

from jobspider.task import run_of

STOP_SECONDS = 5.0
"""Being killed loses nothing, and pages that wait for their host's delay would take minutes."""
QUIET = ("-s", "LOG_LEVEL=WARNING", "-s", "PROGRESS_ENABLED=False")


async def start(task: str) -> Process:
    """Starts it; its log is our standard error. Ctrl-C on a terminal does not reach it, `stop` does."""
    command = ("-m", "scrapy", "crawl", "task", "-a", f"task={task}", "-a", f"run={run_of(task)}", *QUIET)
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "jobspider.settings"}
    return await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment, stdin=DEVNULL, stdout=DEVNULL, start_new_session=True
    )


async def stop(process: Process) -> None:
    """Asks it to end, which gives back what it holds; kills it after STOP_SECONDS."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
