"""Every error jobspider raises on purpose: one root, each a sentence, each with the HTTP status it would answer."""


class JobspiderError(Exception):
    """Root of all errors that jobspider raises on purpose; its message says what, where, and what to do next."""

    status = 500


class ConfigError(JobspiderError):
    """A setting is missing or makes no sense; names the variable."""


class SchemaChangedError(JobspiderError):
    """A page that should hold postings holds none that can be read: the site's layout has probably changed."""

    status = 502


class InvalidPostingError(JobspiderError):
    """A raw posting cannot become a Posting; names the field, the value and the rule."""

    status = 422


class DatabaseSchemaError(JobspiderError):
    """The database is not at this version's schema; names the command to run."""

    status = 503


class StoreUnavailableError(JobspiderError):
    """The database cannot be reached or cannot write now; nothing of what was being written is half there."""

    status = 503


class HostDownError(JobspiderError):
    """The host didn't answer for so long that this run asks it for nothing more."""

    status = 502


class UnknownScheduleError(JobspiderError):
    """There is no schedule of this name."""

    status = 404


class ScheduleExistsError(JobspiderError):
    """A schedule of this name is there already."""

    status = 409


class UnknownSearchError(JobspiderError):
    """There is no search with this key."""

    status = 404


class SearchExistsError(JobspiderError):
    """A search with this key is there already."""

    status = 409


class NodeError(JobspiderError):
    """A Scrapyd node can't be reached or refuses; names the node without its password."""

    status = 502


class UnknownRunError(JobspiderError):
    """There is no run with this id."""

    status = 404


class UnknownKeyError(JobspiderError):
    """There is no API key of this name or id."""

    status = 404


class KeyExistsError(JobspiderError):
    """An API key of this name is there already."""

    status = 409


class NoSignInError(JobspiderError):
    """Nobody can sign in to the pages here; names the setting."""

    status = 503


class BadCursorError(JobspiderError):
    """A cursor of another order; names the parameter. 409, since each parameter by itself is well formed."""

    status = 409


class BadSearchError(JobspiderError):
    """Parameters of a search that make no sense together; names them. 409, since each by itself is well formed."""

    status = 409


class UnknownPostingError(JobspiderError):
    """There is no posting with this id."""

    status = 404


class UnknownJobError(JobspiderError):
    """There is no job with this id."""

    status = 404


class NothingToUndoError(JobspiderError):
    """A posting that is a job of its own cannot be taken out of one."""

    status = 409


class UnknownSkillError(JobspiderError):
    """There is no skill of this name, or nothing that people have said of it."""

    status = 404


class SkillExistsError(JobspiderError):
    """A skill of this name is there already."""

    status = 409


class SkillRefusedError(JobspiderError):
    """A skill that would be found in every text, in none, or in place of another one; says which."""

    status = 409


class MissingExtraError(JobspiderError):
    """The server lacks an optional package; names it."""

    status = 501


class UnknownTaskError(JobspiderError):
    """There is no task with this id, or it is somebody else's."""

    status = 404


class TaskRefusedError(JobspiderError):
    """A list of URLs that is longer than allowed here, or an Idempotency-Key that stands for another list."""

    status = 409


class TaskLimitError(JobspiderError):
    """The key has too much under way, or has handed over too much in a day; `wait` is in seconds."""

    status = 429

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class BrokerError(JobspiderError):
    """The broker of JOBSPIDER_EVENTS_URL can't be reached or takes no events now; they wait in the database."""

    status = 503


class UnknownAlertError(JobspiderError):
    """There is no alert of this name."""

    status = 404


class AlertExistsError(JobspiderError):
    """An alert of this name is there already."""

    status = 409


class AlertRefusedError(JobspiderError):
    """An alert that would match everything or nothing, or whose target is not allowed; says which."""

    status = 409


class BackupError(JobspiderError):
    """A backup that could not be made, or one that cannot be restored here; says why, and that nothing was changed."""

    status = 500
