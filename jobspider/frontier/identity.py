"""Which requests are the same: Scrapy's REQUEST_FINGERPRINTER decides; here its bits are cut and answers kept."""

from typing import Protocol

from scrapy import Request
from scrapy.utils.request import RequestFingerprinter

CACHED = 65_536  # URLs whose fingerprint is kept at hand: links to the same page come again and again


class Fingerprinter(Protocol):
    """What REQUEST_FINGERPRINTER_CLASS promises."""

    def fingerprint(self, request: Request) -> bytes: ...


class Identity:
    """64 bits of a request's fingerprint as (bucket, rest), as the seen set keeps them."""

    def __init__(self, fingerprinter: Fingerprinter, bits: int) -> None:
        self._fingerprinter = fingerprinter
        self._shift = 64 - bits
        self._mask = (1 << self._shift) - 1
        # Scrapy's own looks at method, URL and body alone (and at meta where verbatim_url is set).
        self._cacheable = type(fingerprinter) is RequestFingerprinter
        self._cache: dict[str, tuple[int, int]] = {}

    def of(self, request: Request) -> tuple[int, int]:
        """The bucket and the rest of the request's first 64 bits."""
        if not self._cacheable or request.method != "GET" or request.body or "verbatim_url" in request.meta:
            return self._cut(request)
        found = self._cache.get(request.url)
        if found is None:
            if len(self._cache) >= CACHED:
                self._cache.clear()
            found = self._cache[request.url] = self._cut(request)
        return found

    def _cut(self, request: Request) -> tuple[int, int]:
        number = int.from_bytes(self._fingerprinter.fingerprint(request)[:8], "big")
        return number >> self._shift, number & self._mask
