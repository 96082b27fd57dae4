"""When two requests of a task are the same: a list may name a page twice, and each place gets its answer."""

from hashlib import sha1

from scrapy import Request
from scrapy.utils.request import fingerprint


class TaskRequestFingerprinter:
    """Scrapy's fingerprint, with the URL's place in the list."""

    def fingerprint(self, request: Request) -> bytes:
        """20 bytes."""
        place = request.meta.get("task_position", "")
        return sha1(f"{place}:".encode() + fingerprint(request), usedforsecurity=False).digest()
