"""A sign of life for whoever watches over a process that answers nothing: a file that is touched all the time."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from jobspider.waiting import within

BEAT_SECONDS = 5.0


@dataclass(frozen=True)
class Heartbeat:
    """Touches the file, which nothing else does, for as long as the process's event loop goes round."""

    file: Path
    seconds: float = BEAT_SECONDS

    async def until(self, stopped: asyncio.Event) -> None:
        """Returns soon after the event."""
        while not stopped.is_set():
            self.file.touch()
            await within(self.seconds, stopped.wait())
