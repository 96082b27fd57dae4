"""`jobspider worker`."""

import logging

from jobspider.config import config
from jobspider.worker import run_worker


def worker() -> None:
    """Deliver alerts and events, and crawl what POST /tasks was given, together with all other workers."""
    logging.basicConfig(level=config().log_level, format="%(asctime)s %(levelname)s %(message)s")
    run_worker(config())
