"""API keys by id and all of them."""

from sqlalchemy import Connection, RowMapping, select

from jobspider.api_keys import ApiKey
from jobspider.tables import api_keys


def key_with_id(connection: Connection, identity: str) -> ApiKey | None:
    """The key, revoked and expired ones too, or None."""
    row = connection.execute(select(api_keys).where(api_keys.c.id == identity)).mappings().one_or_none()
    return None if row is None else _key(row)


def all_keys(connection: Connection) -> list[ApiKey]:
    """All of them, by name."""
    return [_key(row) for row in connection.execute(select(api_keys).order_by(api_keys.c.name)).mappings()]


def _key(row: RowMapping) -> ApiKey:
    return ApiKey.model_validate(dict(row))
