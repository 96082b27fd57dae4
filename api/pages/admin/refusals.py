"""What a person reads when their change is refused: the sentences of the API."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from api.errors import Refusal
from jobspider.errors import JobspiderError

logger = logging.getLogger("jobspider.api")


class NotSavedError(Exception):
    """A change that was not made; its text says why."""


@contextmanager
def told() -> Iterator[None]:
    """Turns whatever goes wrong in the block into a NotSavedError; what nobody expected is for the log alone."""
    try:
        yield
    except NotSavedError:
        raise
    except ValidationError as error:
        raise NotSavedError("; ".join(f"{_named(each['loc'])}{each['msg']}" for each in error.errors())) from None
    except Refusal as error:
        raise NotSavedError(error.detail) from None
    except Exception as error:
        if isinstance(error, JobspiderError) and error.status < 500:
            raise NotSavedError(str(error)) from None
        logger.exception("a change in /admin failed")
        raise NotSavedError("The service failed at this; its log tells why.") from None


class Expected(logging.Filter):
    """sqladmin logs each refused change with its traceback, as if it were a failure."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Not those that a person has been told of."""
        return not (record.exc_info and record.exc_info[0] is NotSavedError)


def _named(location: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, location))}: " if location else ""
