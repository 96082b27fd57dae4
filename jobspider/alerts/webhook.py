"""Our own webhook, signed as https://www.standardwebhooks.com has it, so that receivers need no code of ours.

A message may come more than once and then has the same `webhook-id`. Redirects are not followed, no proxy is used, and
every socket is made for an address that was looked at.
"""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from secrets import token_bytes
from time import time

import aiohttp

from jobspider.addresses import Addresses
from jobspider.alert import SENT, Result, State
from jobspider.alerts.message import Message
from jobspider.sockets import sockets_to

PREFIX = "whsec_"
TOTAL_SECONDS = 15


def new_secret() -> str:
    """256 random bits, as receivers' libraries take them."""
    return PREFIX + b64encode(token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `id.timestamp.body`, in base64 after the version of the scheme."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode()


async def send(url: str, secret: str, message: Message, addresses: Addresses) -> Result:
    """Any answer from 200 to 299 means that the receiver has it."""
    timestamp = int(time())
    headers = {
        "content-type": "application/json",
        "user-agent": "jobspider-alerts/1",
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message.id, timestamp, message.document),
    }
    try:
        async with _session(addresses) as session:
            answer = await session.post(url, data=message.document, headers=headers, allow_redirects=False)
            answer.close()
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Result(State.WAITING, f"the webhook did not answer ({type(error).__name__})")
    if 200 <= answer.status < 300:
        return SENT
    return Result(State.WAITING, f"the webhook answered {answer.status}")


def _session(addresses: Addresses) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(socket_factory=sockets_to(addresses), force_close=True)
    timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS)
    return aiohttp.ClientSession(
        connector=connector, timeout=timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
    )
