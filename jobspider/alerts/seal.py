"""Secrets in the database: sealed with JOBSPIDER_SECRET where it is set, else as they are."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

from jobspider.config import Config
from jobspider.errors import ConfigError

MARK = "sealed:"


def seal(text: str, settings: Config) -> str:
    """The text as it is stored."""
    if settings.secret is None:
        return text
    return MARK + _lock(settings).encrypt(text.encode()).decode()


def opened(stored: str, settings: Config) -> str:
    """The text. ConfigError, when it was sealed with another secret."""
    if not stored.startswith(MARK):
        return stored
    sentence = "what alerts need is sealed with another JOBSPIDER_SECRET than this process has"
    if settings.secret is None:
        raise ConfigError(sentence)
    try:
        return _lock(settings).decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken:
        raise ConfigError(sentence) from None


def _lock(settings: Config) -> Fernet:
    assert settings.secret is not None
    key = sha256(b"jobspider alerts\0" + settings.secret.get_secret_value().encode()).digest()
    return Fernet(urlsafe_b64encode(key))
