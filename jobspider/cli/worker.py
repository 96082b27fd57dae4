"""`jobspider worker`."""

from jobspider.config import config
from jobspider.log_lines import log
from jobspider.worker import run_worker


def worker() -> None:
    """Deliver alerts and events, and crawl what POST /tasks was given, together with all other workers."""
    log(config().log_level, config().log_format)
    run_worker(config())
