"""Our own webhook, signed as jobspider/alerts/signing.py says.

A message may come more than once and then has the same `webhook-id`. Redirects are not followed, no proxy is used, and
every socket is made for an address that was looked at.
"""

from time import time

import aiohttp

from jobspider.addresses import Addresses
from jobspider.alert import SENT, Result, State
from jobspider.alerts.message import Message
from jobspider.alerts.signing import signature
from jobspider.sockets import sockets_to

TOTAL_SECONDS = 15


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
