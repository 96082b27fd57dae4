"""Keys that do not work: an address may try so many, as a header or to sign in."""

from dataclasses import dataclass

from fastapi import Request

from api.errors import Refusal
from api.rate import Counter

PER_MINUTE = 20


@dataclass(frozen=True)
class Attempts:
    """Those of one address; of a `free` one none are counted."""

    counter: Counter
    block: str
    free: bool

    async def check(self) -> None:
        """Refusal (429) when there were too many."""
        if self.free:
            return
        count = await self.counter.count(self._name, PER_MINUTE, cost=0)
        if not count.allowed:
            sentence = f"Too many keys that do not work: wait {count.reset_seconds} seconds."
            raise Refusal(429, sentence, headers={"Retry-After": str(count.reset_seconds)})

    async def failed(self) -> None:
        """Counts one."""
        if not self.free:
            await self.counter.count(self._name, PER_MINUTE)

    @property
    def _name(self) -> str:
        return f"attempts:{self.block}"


def attempts_of(request: Request) -> Attempts:
    """Those of the address that sent this request."""
    found: Attempts = request.state.attempts
    return found
