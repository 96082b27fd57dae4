"""Who asks and how often they may: before anything else is done for them."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.attempts import Attempts
from api.caller import Caller
from api.errors import Refusal, refusal
from api.keys import key_of
from api.middleware.http import HttpMiddleware
from api.problem import ProblemResponse, problem
from api.rate import Count, Counter

UNCOUNTED = ("/healthz", "/readyz", "/metrics")
"""What machines ask all the time, and what has to answer when the database does not."""


class Access(HttpMiddleware):
    """Finds the caller, refuses keys that do not work (401), and counts (429)."""

    def __init__(self, app: ASGIApp, counter: Counter, per_address: int, per_key: int, unlimited: str) -> None:
        super().__init__(app)
        self.counter = counter
        self.limits = {"address": per_address, "key": per_key}
        self.unlimited = _networks(unlimited)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers, or goes on with the caller in the request's state."""
        if scope["path"] in UNCOUNTED:
            await self.app(scope, receive, send)
            return
        address = (scope.get("client") or ("unknown", 0))[0]
        free = _within(address, self.unlimited)
        attempts = Attempts(self.counter, _block(address), free)
        try:
            caller = await self._caller(address, Headers(scope=scope).get("authorization"), attempts)
        except Refusal as refused:
            await refusal(refused)(scope, receive, send)
            return
        scope.setdefault("state", {}).update(caller=caller, attempts=attempts)
        policy, name = ("key", caller.key.id) if caller.key else ("address", _block(address))
        limit = self.limits[policy]
        if free or not limit:
            await self.app(scope, receive, send)
            return
        count = await self.counter.count(f"{policy}:{name}", limit)
        if not count.allowed:
            await _too_many(count, policy)(scope, receive, send)
            return
        await self.app(scope, receive, _saying(send, count.headers(policy)))

    async def _caller(self, address: str, authorization: str | None, attempts: Attempts) -> Caller:
        if authorization is None:
            return Caller(address)
        await attempts.check()
        try:
            return Caller(address, await key_of(authorization))
        except Refusal:
            await attempts.failed()
            raise


def _too_many(count: Count, policy: str) -> ProblemResponse:
    sentence = f"More than {count.limit} requests in a minute: wait {count.reset_seconds} seconds."
    return problem(429, sentence, headers=count.headers(policy))


def _saying(send: Send, headers: dict[str, str]) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return with_headers


def _networks(given: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in filter(None, map(str.strip, given.split(","))))


def _within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in networks)


def _block(address: str) -> str:
    """The address, or its /64 for IPv6: that is what one subscriber has."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    return str(known) if known.version == 4 else str(ip_network(f"{known}/64", strict=False).network_address)
