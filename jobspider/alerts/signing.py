"""Signatures of webhooks, as https://www.standardwebhooks.com has them, so that receivers need no code of ours."""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from secrets import token_bytes

PREFIX = "whsec_"


def new_secret() -> str:
    """256 random bits, as receivers' libraries take them."""
    return PREFIX + b64encode(token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `id.timestamp.body`, in base64 after the version of the scheme."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode()
