"""Seeding a run is leased work: one node iterates `start()`, the others wait, and one of them takes over if it dies."""

import asyncio
from collections.abc import Callable
from typing import Any

from scrapy import Request

from jobspider.frontier.courier import Courier
from jobspider.frontier.lease import Lease


class Seeding:
    """Who iterates `start()`: the node that holds the seed's lease; the others wait until it is done."""

    def __init__(self, node_id: str, courier: Courier, latest_push: Callable[[], int]) -> None:
        self._prefix = f"{node_id}."
        self._courier = courier
        self._latest_push = latest_push
        self.wanted = False
        self.token = ""
        self.requests: set[Request] = set()
        self._finished_start = False
        self._is_done = False
        self._answer: asyncio.Future[bool] | None = None

    async def may_seed(self) -> bool:
        """True once this node is to seed the run; False once the run is seeded."""
        if self._is_done:
            return False
        self._answer = asyncio.get_running_loop().create_future()
        self.wanted = True
        self._courier.poll_now()
        return await self._answer

    def seeded(self) -> None:
        """`start()` is exhausted; its requests are in the outboxes."""
        self._finished_start = True
        self._settle()

    def expect(self, request: Any) -> None:
        """`start()` yields this next; what it yields passes the seen set, for it may be yielded by two nodes."""
        if isinstance(request, Request):
            self.requests.add(request)

    def is_start(self, request: Request) -> bool:
        """Whether `start()` has just yielded the request."""
        expected = request in self.requests
        self.requests.discard(request)
        return expected

    def give_back(self) -> None:
        """`start()` was cut short; the next node seeds."""
        if self.token:
            self._courier.outbox.give_back(self.token)
            self.token = ""

    def fail(self, reason: str) -> None:
        """`start()` raised an error, and would anywhere else: the run goes on with what there is."""
        if self.token:
            lease = Lease(self.token, "", 0, 0, bytes(2), 0.0, failure=reason, final=True)
            self._courier.outbox.fail(lease, 0)
            self.token = ""

    def heard(self, seed: str) -> None:
        """What Redis says of the seed: '' (nobody has it), a token, or 'done'."""
        if seed.startswith(self._prefix):
            if self.wanted:
                self.token, self.wanted = seed, False
                self._reply(True)
                if self._finished_start:
                    self._settle()
        elif seed == "done":
            self.token, self.wanted, self._is_done = "", False, True
            self._reply(False)
        elif self._finished_start:
            self.wanted = not seed  # the lease lapsed before it was acknowledged

    def _settle(self) -> None:
        if self.token:
            self._courier.outbox.acknowledge(self.token, self._latest_push())
            self.token = ""

    def _reply(self, answer: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
