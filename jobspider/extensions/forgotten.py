"""Records that a process left open which was killed, or stopped twice: closed by the next crawl on the same machine.

The daemon does so for processes that Scrapyd started (jobspider/schedule/ended.py); this is for those started by hand.
"""

import logging
import os
from datetime import datetime

from sqlalchemy import Connection

from jobspider.outcome import Outcome
from jobspider.run import node_name, total
from jobspider.store import runs

logger = logging.getLogger(__name__)


def close_forgotten(connection: Connection, spider: str, own_run: str, now: datetime) -> None:
    """Closes, as failed, what processes of this spider left open that are gone from this machine.

    `own_run` stays open, since this process goes on with it. A number that another process has by now counts as alive.
    """
    host = node_name().rpartition(":")[0]
    for number, run, node in runs.open_by_hand(connection, spider, host):
        if is_alive(int(node.rpartition(":")[2])):
            continue
        logger.warning("process %s of run %s ended without a word: it is recorded as failed", node, run)
        runs.close_forgotten_node(connection, number, now, Outcome.FAILED)
        if run != own_run and runs.nobody_works(connection, run):
            counts = total(part.counts for part in runs.closed_parts(connection, run))
            runs.close_forgotten_run(connection, run, now, Outcome.FAILED, counts)


def is_alive(number: int) -> bool:
    """Whether this machine has a process of that number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
