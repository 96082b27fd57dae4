"""Requests go through Redis as bytes and come back as they were; nothing else comes through."""

import pickle
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import msgpack
import pytest
import scrapy
from hypothesis import given
from hypothesis import strategies as st
from scrapy import FormRequest, Request
from scrapy.http import JsonRequest, Response
from scrapy.http.request import NO_CALLBACK

from jobspider.frontier.codec import Codec
from jobspider.frontier.errors import RefusedRequestError, UnreadableRequestError


class ShopSpider(scrapy.Spider):
    """A spider with callbacks."""

    name = "shop"
    not_a_method = "text"

    def parse_item(self, response: Response) -> None: ...

    def failed(self, failure: Any) -> None: ...

    def __hidden(self, response: Response) -> None: ...

    def hidden(self) -> Any:
        return self.__hidden


class OwnRequest(Request):
    """A class that no other process may know."""


def own_function(response: Response) -> None:
    """Belongs to no spider."""


SPIDER = ShopSpider()
CODEC = Codec(SPIDER, max_bytes=10_000)


def test_a_request_comes_back_with_every_field() -> None:
    meta = {"when": datetime(2026, 1, 2, tzinfo=UTC), "day": date(2026, 1, 2), "pair": (1, ["a", None]), "few": {1, 2}}
    request = Request(
        "https://a.example/x?y=1#z",
        callback=SPIDER.parse_item,
        errback=SPIDER.failed,
        method="PUT",
        headers={"X-One": ["a", "b"]},
        body=b"\xff\x00",
        cookies={"c": "d"},
        meta=meta,
        encoding="latin-1",
        priority=-3,
        dont_filter=True,
        flags=["f"],
        cb_kwargs={"page": 2},
    )
    again = CODEC.decode(CODEC.encode(request))
    assert again.to_dict(spider=SPIDER) == request.to_dict(spider=SPIDER)
    assert again.meta == meta


@pytest.mark.parametrize("request_class", [FormRequest, JsonRequest])
def test_forms_and_json_keep_their_class_and_body(request_class: Any) -> None:
    field = {"formdata": {"a": "b"}} if request_class is FormRequest else {"data": {"a": "b"}}
    request = request_class("https://a.example/", **field)
    again = CODEC.decode(CODEC.encode(request))
    assert (type(again), again.method, again.body, again.headers) == (
        request_class,
        request.method,
        request.body,
        request.headers,
    )


def test_no_callback_and_private_methods_keep_their_meaning() -> None:
    assert CODEC.decode(CODEC.encode(Request("https://a.example/", callback=NO_CALLBACK))).callback is NO_CALLBACK
    hidden = SPIDER.hidden()
    assert CODEC.decode(CODEC.encode(Request("https://a.example/", callback=hidden))).callback == hidden


def test_a_typical_request_is_small() -> None:
    url = "https://www.example.com/jobs/view/data-scientist-0000001?from=search"
    assert len(CODEC.encode(Request(url, callback=SPIDER.parse_item, meta={"depth": 2}))) < len(url) + 32


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (Request("https://a.example/", callback=own_function), "own_function"),
        (Request("https://a.example/", callback=ShopSpider().parse_item), "parse_item"),
        (Request("https://a.example/", meta={"x": object()}), "object object"),
        (Request("https://a.example/", meta={"x": "long" * 5000}), "FRONTIER_MAX_REQUEST_BYTES"),
        (OwnRequest("https://a.example/"), "OwnRequest"),
    ],
)
def test_what_another_process_could_not_use_is_refused_by_name(request_: Request, named: str) -> None:
    with pytest.raises(RefusedRequestError, match=named):
        CODEC.encode(request_)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        pickle.dumps(Request("https://a.example/")),
        msgpack.packb({"u": "https://a.example/", "c": "__init__"}),
        msgpack.packb({"u": "https://a.example/", "c": "not_a_method"}),
        msgpack.packb({"u": "https://a.example/", "c": "no_such_method"}),
        msgpack.packb({"u": "https://a.example/", "t": "os.system"}),
        msgpack.packb({"u": "https://a.example/", "z": 1}),
        msgpack.packb({"u": "no url"}),
        msgpack.packb([1]),
        b"\x91" * 5000,
    ],
)
def test_hostile_bytes_are_named_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableRequestError, match="not a request of spider 'shop'"):
        CODEC.decode(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(UnreadableRequestError):
        assert CODEC.decode(data).url


@pytest.mark.parametrize(
    "referer",
    ["https://a.example/list?page=2", "https://a.example/x/1", "https://b.example/", "", ["https://a.example/", "two"]],
)
def test_the_page_that_a_link_was_on_comes_back(referer: Any) -> None:
    request = Request("https://a.example/x/1", headers={"Referer": referer})

    assert CODEC.decode(CODEC.encode(request)).headers == request.headers


def test_a_referer_of_the_same_site_takes_only_what_differs() -> None:
    url = "https://careers.example.com/jobs/0123456789"
    plain = CODEC.encode(Request(url))

    linked = CODEC.encode(Request(url, headers={"Referer": "https://careers.example.com/list?page=7"}))

    assert len(linked) - len(plain) < 20


@pytest.mark.parametrize("parts", [[99, b""], [-1, b""], [0, "text"], [0], "x", 7])
def test_a_referer_that_is_none_is_refused(parts: Any) -> None:
    with pytest.raises(UnreadableRequestError):
        CODEC.decode(msgpack.packb({"u": "https://a.example/", "r": parts}))
