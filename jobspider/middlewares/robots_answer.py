"""What a site answered for its robots.txt, and what that stands for (RFC 9309)."""

import math
from dataclasses import dataclass
from typing import Self

import msgpack
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

FORBID_ALL = b"User-agent: *\nDisallow: /"
MOST_BYTES = 512 * 1024
"""What is read of a robots.txt (section 2.5: at least 500 KiB); what comes after is ignored."""
KEPT_SECONDS = 86_400.0
"""How long an answer may be used (section 2.4)."""
UNREACHABLE_SECONDS = 60.0
"""How long robots.txt that can't be had forbids all; then it is asked for again. Setting ROBOTS_UNREACHABLE_SECONDS."""
LONGEST_CRAWL_DELAY = 60.0
"""Seconds between two requests, as robots.txt asks for them, that are kept; a site that asks for more is left alone,
unless the settings keep as long a delay."""


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """A status and a body; status 0 where there was no answer at all."""

    status: int = 0
    body: bytes = b""

    @classmethod
    def of(cls, response: Response) -> Self:
        """What the site has answered."""
        return cls(response.status, response.body[:MOST_BYTES])

    @classmethod
    def read(cls, data: bytes) -> Self:
        """What `packed` wrote; ValueError for any other bytes."""
        status, body = msgpack.unpackb(data, max_array_len=2, max_bin_len=MOST_BYTES)
        if type(status) is not int or type(body) is not bytes:
            raise ValueError("not the answer to a request for robots.txt")
        return cls(status, body)

    @property
    def packed(self) -> bytes:
        """As it goes to other processes."""
        data: bytes = msgpack.packb([self.status, self.body])
        return data

    @property
    def is_unreachable(self) -> bool:
        """No answer, 5xx or 429: the site may forbid everything, as far as anybody knows (section 2.3.1.4)."""
        return not 0 < self.status < 500 or self.status == 429

    @property
    def rules(self) -> bytes:
        """The rules that it stands for (section 2.3.1): 4xx is none, unreachable forbids all."""
        if self.is_unreachable:
            return FORBID_ALL
        return self.body if self.status < 400 else b""

    def kept_seconds(self, unreachable: float = UNREACHABLE_SECONDS) -> float:
        """How long it may be used; `unreachable` where there is none."""
        return unreachable if self.is_unreachable else KEPT_SECONDS


def crawl_delay_of(parser: RobotParser, user_agent: str) -> float:
    """Seconds between two requests that robots.txt asks for; 0 where it asks for none."""
    asked = parser.crawl_delay(user_agent) or 0.0
    return 0.0 if math.isnan(asked) else max(0.0, float(asked))
