"""Spider arguments (`scrapy crawl NAME -a ARGUMENT=VALUE`), checked when the spider is made."""

import inspect
import re
from urllib.parse import urlsplit

from jobspider.errors import ConfigError


def argument_names(spider: type) -> list[str]:
    """The arguments that a spider class knows: the keyword-only parameters of its and its bases' `__init__`."""
    parameters = (
        parameter
        for base in reversed(spider.__mro__)
        if "__init__" in vars(base)
        for parameter in inspect.signature(base.__init__).parameters.values()  # type: ignore[misc]
    )
    return list(dict.fromkeys(each.name for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY))


def refuse_unknown(spider: type, names: list[str]) -> None:
    """Raise ConfigError when one of `names` is no argument of `spider`.

    Names that begin with an underscore are the launcher's own (Scrapyd passes `_job`) and are let through.
    """
    known = argument_names(spider)
    unknown = [name for name in names if not name.startswith("_") and name not in known]
    if unknown:
        raise ConfigError(f"There is no argument {unknown[0]!r}; this spider knows {', '.join(known)}.")


def number(argument: str, value: str | int, least: int) -> int:
    """The value of a numeric argument, at least `least`."""
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ConfigError(f"The argument {argument} must be a whole number of at least {least}, not {text!r}.")
    return int(text)


RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def run_id(value: str) -> str:
    """The name of a run, which becomes part of Redis keys, log files and a row's key."""
    if not RUN_ID.fullmatch(value):
        raise ConfigError(f"The argument run must be up to 64 letters, digits, '.', '_' or '-', not {value!r}.")
    return value


def origin(argument: str, value: str) -> str:
    """`scheme://host[:port]` of an argument that names a host; credentials, a path or another scheme are refused."""
    try:
        parts = urlsplit(value.strip())
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    # What stands before an @ would be in the log, in the run's record and in every posting's URL.
    if not valid or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise ConfigError(f"The argument {argument} must look like http://host or http://host:8000, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc}"
