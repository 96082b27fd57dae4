"""Log lines of the processes that serve: for people on standard error, or for programs as JSON on standard output."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

TEXT = "%(asctime)s %(levelname)s %(message)s"
MOST = 20_000
"""Characters of one text in a line, so that whoever collects lines need not cut them."""


class JsonLines(logging.Formatter):
    """An object a line: time (UTC), level, logger, message, and where there are such, request_id and exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Line ends in a text are escaped, so one record is one line whatever it says."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()[:MOST],
        }
        request = getattr(record, "correlation_id", None)
        if request not in {None, "-"}:
            said["request_id"] = str(request)
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)[:MOST]
        return json.dumps(said)


def log(level: str, kind: Literal["text", "json"]) -> None:
    """Sets up the root logger of this process."""
    if kind == "text":
        logging.basicConfig(level=level, format=TEXT)
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler])
