"""Classes over the tables, for sqladmin, which only reads them: what is secret is not even read."""

from typing import Any

from sqlalchemy.orm import registry

from jobspider.tables import alerts, api_keys, metadata, schedules, skills

mapped = registry(metadata=metadata)


class Row:
    """Columns are attributes, as SQLAlchemy maps them."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class Schedules(Row):
    """`schedules`."""


class Alerts(Row):
    """`alerts`, without addresses and signing secrets."""


class Keys(Row):
    """`api_keys`, without hashes."""


class Skills(Row):
    """`skills`."""


mapped.map_imperatively(Schedules, schedules)
mapped.map_imperatively(Alerts, alerts, exclude_properties=["target", "signing_secret"])
mapped.map_imperatively(Keys, api_keys, exclude_properties=["secret_hash"])
mapped.map_imperatively(Skills, skills)
