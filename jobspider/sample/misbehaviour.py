"""The faults that the board shows on demand, counted by page so that a test knows what comes when."""

import time

from jobspider.sample.answer import Answer, answer
from jobspider.sample.challenge_page import challenge_page
from jobspider.sample.options import Options


class Misbehaviour:
    """Counts pages, answers some of them itself and breaks others."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._pages = 0
        self._since_limit = 0
        self._limited_until = 0.0
        self._challenge = answer(challenge_page(), 403, cf_mitigated="challenge", Server="cloudflare")
        self._limit = answer("Too many requests.\n", 429, Retry_After=str(options.retry_after))
        self._failure = answer("The server failed on purpose.\n", 500)

    def instead(self) -> Answer | None:
        """Counts a page; the answer it gets instead of its own, None when it gets its own."""
        options = self._options
        self._pages += 1
        if options.challenge_after and self._pages >= options.challenge_after:
            return self._challenge
        if options.rate_limit_after and self._over_limit():
            return self._limit
        if options.down_after and self._is_down():
            return self._failure
        if options.fail_every and self._pages % options.fail_every == 0:
            return self._failure
        return None

    def spoilt(self, page: Answer) -> Answer:
        """The page last counted, broken when its turn has come."""
        every = self._options.malformed_every
        if not every or self._pages % every:
            return page
        broken = cut_off if self._pages // every % 2 else garbled
        return answer(broken(page.body), page.status)

    def _is_down(self) -> bool:
        down_for = self._pages - self._options.down_after
        return down_for >= 0 and (not self._options.down_pages or down_for < self._options.down_pages)

    def _over_limit(self) -> bool:
        now = time.monotonic()
        if now < self._limited_until:
            return True
        self._since_limit += 1
        if self._since_limit < self._options.rate_limit_after:
            return False
        self._since_limit, self._limited_until = 0, now + self._options.retry_after
        return True


def cut_off(body: bytes) -> bytes:
    """The first third: for a search page that ends inside the JSON."""
    return body[: len(body) // 3]


def garbled(body: bytes) -> bytes:
    """The page with a stray Latin-1 byte before each closing list item, which is no UTF-8."""
    return body.replace(b"</li>", b"\xe9</li>").replace(b"\\u003C/li", b"\xe9\\u003C/li")
