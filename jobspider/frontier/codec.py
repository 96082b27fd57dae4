"""Requests as bytes: msgpack of the fields that differ from their defaults. Reading them executes nothing.

A callback travels as the name of a spider method; tuples, sets and datetimes inside meta and cb_kwargs survive, every
other object is refused by name, before it is sent. Reading accepts exactly what writing produces.
"""

import inspect
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import msgpack
from scrapy import FormRequest, Request, Spider
from scrapy.http import JsonRequest
from scrapy.http.request import NO_CALLBACK

from jobspider.frontier.errors import RefusedRequestError, UnreadableRequestError

CLASSES: dict[str, type[Request]] = {"": Request, "f": FormRequest, "j": JsonRequest}
CODES = {cls: code for code, cls in CLASSES.items()}
TRANSIENT_META = frozenset(  # true of one download only
    {"download_latency", "cached_response", "cache_timestamp", "_dont_cache", "conditional_document"}
)
NOTHING = "!"  # NO_CALLBACK: no method can have this name
WRITERS: dict[type, tuple[int, Callable[[Any], Any]]] = {
    tuple: (1, list),
    set: (2, list),
    datetime: (3, datetime.isoformat),
    date: (4, date.isoformat),
}
READERS: dict[int, Callable[[Any], Any]] = {1: tuple, 2: set, 3: datetime.fromisoformat, 4: date.fromisoformat}


class Codec:
    """Writes and reads the requests of one spider."""

    def __init__(self, spider: Spider, max_bytes: int) -> None:
        self._spider = spider
        self._max_bytes = max_bytes
        self._names: dict[Any, str] = {}
        self._methods: dict[str, Callable[..., Any]] = {}

    def encode(self, request: Request) -> bytes:
        """The request's bytes; RefusedRequestError when a process elsewhere could not read them back."""
        try:
            data: bytes = msgpack.packb(self._fields(request), default=_extension, strict_types=True)
        except (TypeError, ValueError, OverflowError) as error:
            raise RefusedRequestError(
                f"{request} cannot go through Redis: {error}. Put only plain values into meta and cb_kwargs."
            ) from error
        if len(data) > self._max_bytes:
            raise RefusedRequestError(
                f"{request} takes {len(data)} bytes, more than FRONTIER_MAX_REQUEST_BYTES = {self._max_bytes}. "
                "Pass a key and keep the data itself in the database."
            )
        return data

    def decode(self, data: bytes) -> Request:
        """The request; UnreadableRequestError for anything that `encode` did not write."""
        try:
            fields = msgpack.unpackb(data, ext_hook=_value, strict_map_key=False)
            url, code = fields.pop("u"), fields.pop("t", "")
            referer = fields.pop("r", None)
            arguments = {NAMES[short]: value for short, value in fields.items()}
            if referer:
                arguments["headers"] = {**arguments.get("headers", {}), b"Referer": [_unshortened(referer, url)]}
            for name in ("callback", "errback"):
                if name in arguments:
                    arguments[name] = self._method(arguments[name])
            return CLASSES[code](url, **arguments)
        except Exception as error:
            raise UnreadableRequestError(f"not a request of spider {self._spider.name!r}: {error!r}") from error

    def _fields(self, request: Request) -> dict[str, Any]:
        """Field names are one letter each, see NAMES; `r` is the Referer, as far as it differs from the URL."""
        headers, referers = dict(request.headers), request.headers.getlist("Referer")
        if len(referers) == 1:
            del headers[b"Referer"]
        candidates = {
            "r": _shortened(referers[0], request.url) if len(referers) == 1 else None,
            "t": self._known_class(request),
            "c": self._name(request.callback, request),
            "e": self._name(request.errback, request),
            "m": "" if request.method == "GET" else request.method,
            "x": {key: value for key, value in request.meta.items() if key not in TRANSIENT_META},
            "h": headers,
            "p": request.priority,
            "d": request.dont_filter,
            "k": request.cb_kwargs,
            "b": request.body,
            "q": request.cookies,
            "g": request.flags,
            "n": "" if request.encoding == "utf-8" else request.encoding,
        }
        return {"u": request.url, **{name: value for name, value in candidates.items() if value}}

    def _known_class(self, request: Request) -> str:
        code = CODES.get(type(request))
        if code is None:
            raise RefusedRequestError(
                f"{request} is a {type(request).__qualname__}; only Request, FormRequest and JsonRequest go through "
                "Redis. Say what differs in meta."
            )
        return code

    def _name(self, function: Callable[..., Any] | None, request: Request) -> str:
        if function is None:
            return ""
        if getattr(function, "__self__", None) is not self._spider:
            return self._name_of_no_method(function, request)
        key = getattr(function, "__func__", None)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = self._find_name(key, request)
        return name

    def _find_name(self, function: Any, request: Request) -> str:
        for name, member in inspect.getmembers_static(type(self._spider)):
            if member is function:
                return name
        return self._name_of_no_method(function, request)

    def _name_of_no_method(self, function: Any, request: Request) -> str:
        if function is NO_CALLBACK:
            return NOTHING
        raise RefusedRequestError(
            f"{request} names {getattr(function, '__qualname__', function)!r}, which is no method of spider "
            f"{self._spider.name!r}; another process could not find it. Make it a method of the spider."
        )

    def _method(self, name: str) -> Callable[..., Any]:
        method = self._methods.get(name)
        if method is None:
            method = self._methods[name] = NO_CALLBACK if name == NOTHING else self._find_method(name)
        return method

    def _find_method(self, name: str) -> Callable[..., Any]:
        if not inspect.isfunction(inspect.getattr_static(type(self._spider), name, None)) or name.startswith("__"):
            raise ValueError(f"the spider has no method {name!r}")
        method: Callable[..., Any] = getattr(self._spider, name)
        return method


NAMES = {
    "c": "callback",
    "e": "errback",
    "m": "method",
    "x": "meta",
    "h": "headers",
    "p": "priority",
    "d": "dont_filter",
    "k": "cb_kwargs",
    "b": "body",
    "q": "cookies",
    "g": "flags",
    "n": "encoding",
}


def _shortened(referer: bytes, url: str) -> list[Any]:
    """How much of the URL, its site if it is the same, a link's page begins with, and the rest."""
    site = url.find("/", len("https://")) + 1
    shared = site if referer.startswith(url[:site].encode()) else 0
    return [shared, referer[shared:]]


def _unshortened(parts: Any, url: str) -> bytes:
    shared, rest = parts
    if not 0 <= shared <= len(url) or not isinstance(rest, bytes):
        raise ValueError("its Referer is not one")
    return url.encode()[:shared] + rest


def _extension(value: Any) -> msgpack.ExtType:
    writer = WRITERS.get(type(value))
    if writer is None:
        raise TypeError(f"it holds {value!r:.80}, a {type(value).__qualname__}")
    code, plain = writer
    return msgpack.ExtType(code, msgpack.packb(plain(value), default=_extension, strict_types=True))


def _value(code: int, data: bytes) -> Any:
    return READERS[code](msgpack.unpackb(data, ext_hook=_value, strict_map_key=False))
