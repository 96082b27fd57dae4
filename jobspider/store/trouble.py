"""What keeps a program that looks for work again and again from doing it: said once, and not at each look."""

from logging import Logger

from sqlalchemy.exc import DBAPIError

from jobspider.errors import JobspiderError
from jobspider.store.faults import reason

TROUBLE = (JobspiderError, DBAPIError)
"""What passes by itself, sooner or later."""


class Trouble:
    """`waits`: what cannot be done meanwhile, as the line in the log begins."""

    def __init__(self, logger: Logger, waits: str) -> None:
        self._logger = logger
        self._waits = waits
        self._said = ""

    def note(self, error: Exception) -> None:
        """Says it, unless it is what was said last."""
        said = reason(error) if isinstance(error, DBAPIError) else str(error)
        if said != self._said:
            self._logger.error("%s: %s", self._waits, said)
        self._said = said

    def over(self) -> bool:
        """Whether there was any until now."""
        was, self._said = bool(self._said), ""
        return was
