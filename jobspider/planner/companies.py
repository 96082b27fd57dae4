"""What is known of companies: the database is the truth, Redis a cache that spares asking it, and asking twice."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from json import dumps, loads
from typing import Any, cast

from redis.exceptions import RedisError
from sqlalchemy import Connection, Engine, or_, select, update

from jobspider.clean.company import clean_company
from jobspider.config import Config
from jobspider.planner.redis_queue import connect
from jobspider.store.engine import shared_engine
from jobspider.store.insert import insert_unless_there
from jobspider.store.transaction import in_transaction
from jobspider.tables import companies

CACHED_SECONDS = 7 * 86_400
"""How long Redis keeps a company."""
ASKED_SECONDS = 30 * 86_400
"""How long a company that was asked for is not asked for again, whatever came of it."""


@dataclass(frozen=True)
class Company:
    """A company as a board describes it."""

    name: str
    url: str | None = None
    industry: str | None = None
    size: str | None = None
    logo_url: str | None = None


class Companies:
    """The companies of one database; `client` is a Redis, or None."""

    def __init__(self, engine: Engine, client: Any = None) -> None:
        self._engine = engine
        self._client = client

    def find(self, name: str) -> Company | None:
        """What is known of the company of this name; None where nothing is. Redis's trouble costs a query."""
        key = company_key(name)
        cached = self._cached(key)
        if cached is not None:
            return cached
        with self._engine.connect() as connection:
            columns = [companies.c[field] for field in Company.__dataclass_fields__]
            described = companies.c.changed_at > companies.c.asked_at
            wanted = select(*columns).where(companies.c.key == key, or_(companies.c.asked_at.is_(None), described))
            row = connection.execute(wanted).one_or_none()
        found = Company(*row) if row else None
        if found:
            self._cache(key, found)
        return found

    def link_to_ask(self, name: str, run: str, link: str) -> str | None:
        """The address of this company's page that the caller is to ask for; None where it was asked for in 30 days.

        All of one run that meet the company are told the same address, the first one's: whoever was told it first may
        have died before its request was queued, and the run's seen set makes one request of theirs.
        """
        key, now = company_key(name), datetime.now(UTC)
        told = self._asked_by(key, f"{run} {link}")
        if told is not None:
            asking_run, _, asked_link = told.decode(errors="replace").partition(" ")
            return asked_link if run and asking_run == run and asked_link else None
        if in_transaction(self._engine, lambda connection: _claim(connection, key, name, now)):
            return link
        self._refuse(key)
        return None

    def remember(self, found: Iterable[Company]) -> None:
        """Keeps what is said of companies; a value that is not said leaves the one that is known."""
        by_key = {company_key(company.name): company for company in found}
        by_key.pop("", None)
        now = datetime.now(UTC)
        in_transaction(self._engine, lambda connection: _write(connection, by_key, now))
        for key in by_key:
            self._forget(key)

    def _cached(self, key: str) -> Company | None:
        try:
            text = self._client.get(_cache_key(key)) if self._client is not None else None
            known = Company(**loads(text)) if text else None
            return (
                known
                if known and all(value is None or type(value) is str for value in asdict(known).values())
                else None
            )
        except (RedisError, ValueError, TypeError, RecursionError):
            return None

    def _cache(self, key: str, company: Company) -> None:
        try:
            if self._client is not None:
                self._client.set(_cache_key(key), dumps(asdict(company)), ex=CACHED_SECONDS)
        except RedisError:
            return

    def _asked_by(self, key: str, by: str) -> bytes | None:
        """Who has asked before; None for the first to come, and where Redis can't be used: the database knows, too."""
        try:
            if self._client is None or self._client.set(_asked_key(key), by, nx=True, ex=ASKED_SECONDS):
                return None
            return cast(bytes, self._client.get(_asked_key(key)) or b"")
        except RedisError:
            return None

    def _refuse(self, key: str) -> None:
        """Redis had forgotten what the database knows."""
        try:
            if self._client is not None:
                self._client.set(_asked_key(key), "", ex=ASKED_SECONDS)
        except RedisError:
            return

    def _forget(self, key: str) -> None:
        try:
            if self._client is not None:
                self._client.delete(_cache_key(key))
        except RedisError:
            return


def companies_of(settings: Config) -> Companies:
    """As the settings say: with Redis where there is one."""
    engine = shared_engine(settings.database_url.get_secret_value())
    url = settings.redis_url
    return Companies(engine, None if url is None else connect(url.get_secret_value()))


def company_key(name: str) -> str:
    """The name for grouping: cleaned, in small letters; empty for a name that names nobody."""
    return " ".join((clean_company(name) or "").casefold().split())[:255]


def _cache_key(key: str) -> str:
    return f"jobspider:company:{blake2b(key.encode(), digest_size=16).hexdigest()}"


def _asked_key(key: str) -> str:
    return f"{_cache_key(key)}:asked"


def _claim(connection: Connection, key: str, name: str, now: datetime) -> bool:
    if not key:
        return False
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)  # nothing is known of it yet
    insert_unless_there(connection, companies, {"key": key, "name": name[:255], "changed_at": long_ago})
    before = now - timedelta(seconds=ASKED_SECONDS)
    unasked = or_(companies.c.asked_at.is_(None), companies.c.asked_at < before)
    claimed = connection.execute(update(companies).where(companies.c.key == key, unasked).values(asked_at=now))
    return bool(claimed.rowcount)


def _write(connection: Connection, by_key: dict[str, Company], now: datetime) -> None:
    for key, company in sorted(by_key.items()):
        said = {field: value for field, value in asdict(company).items() if value is not None}
        insert_unless_there(connection, companies, {"key": key, "name": company.name[:255], "changed_at": now})
        cut = {field: value for field, value in said.items() if len(value) <= 2048 or field == "name"}
        connection.execute(
            update(companies)
            .where(companies.c.key == key)
            .values({**cut, "name": company.name[:255], "changed_at": now})
        )
