"""Every JOBSPIDER_* variable: its default, its unit, one sentence. docs/settings.md is made from this class."""

import logging
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict

from jobspider import secret_files
from jobspider.errors import ConfigError

logger = logging.getLogger(__name__)

PREFIX = "JOBSPIDER_"
OF_THE_DEPLOYMENT = frozenset({"JOBSPIDER_IMAGE", "JOBSPIDER_NODE_IMAGE", "JOBSPIDER_DOMAIN"})
"""Names that stack.yml and its scripts read, and this program does not."""


def reachable(contact: str) -> str:
    """Something that a site's owner can use: an e-mail address or an http(s) URL; or nothing at all."""
    if contact and not re.fullmatch(r"(mailto:)?[^@\s]+@[^@\s]+|https?://[^\s/]+\S*", contact):
        raise ValueError("give an e-mail address or an http(s) URL")
    return contact


def filled_in(secret: SecretStr) -> SecretStr:
    """A secret that is somebody's own: what the examples have in its place is known to everybody."""
    if secret_files.is_placeholder(secret.get_secret_value()):
        raise ValueError("it is still the example's `change-me`: put a secret of your own in its place")
    return secret


def given(secret: SecretStr | None) -> SecretStr | None:
    """None for a secret without a text: Docker has no empty secrets, so what is unset is a file with a blank line."""
    return secret if secret and secret.get_secret_value().strip() else None


Secret = Annotated[SecretStr, AfterValidator(filled_in)]
OptionalSecret = Annotated[Secret | None, AfterValidator(given)]


def networks(named: str) -> str:
    """Networks as `10.0.0.0/8,::1/128`, separated by commas; or nothing at all."""
    for each in filter(None, map(str.strip, named.split(","))):
        ip_network(each)
    return named


class Config(BaseSettings):
    """What the operator can set, read once from the environment, from a `.env` file in the working directory, and from
    files in /run/secrets, as Docker mounts secrets: `jobspider_database_url` and so on. The first that has it counts.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", frozen=True, extra="ignore")

    database_url: Secret = Field(
        SecretStr("sqlite:///jobspider.db"),
        description="SQLAlchemy URL of the database: `sqlite:///FILE`, or `mysql+pymysql://USER:PASSWORD@HOST/NAME`.",
    )
    redis_url: OptionalSecret = Field(
        None,
        description="Redis that holds the shared frontier (`redis://`, `rediss://`); unset: one process on its own.",
    )
    contact: Annotated[str, AfterValidator(reachable)] = Field(
        "",
        description="E-mail address or URL that site owners can reach you at, part of the user agent; empty is allowed "
        "for crawls of loopback addresses only.",
    )
    download_delay: float = Field(
        3.0, ge=0, description="Seconds between two requests to one host, kept by all nodes together."
    )
    concurrency: int = Field(
        64, ge=1, le=1000, description="Requests under way at once in one process, over all hosts."
    )
    concurrency_per_host: int = Field(
        1, ge=1, le=256, description="Requests under way at once to one host, over all nodes."
    )
    robots_lifted_for: str = Field(
        "",
        description="Names of spiders, separated by commas, whose sites have given you permission to crawl what their "
        "robots.txt forbids; logged and recorded with each run.",
    )
    permitted_sites: str = Field(
        "",
        description="Sites, separated by commas, whose owners have given you the permission that docs/policy.md says "
        "is needed; logged with each run.",
    )
    public_only: bool = Field(
        False,
        description="Whether crawls connect to public addresses on the web's ports and to JOBSPIDER_TASK_ALLOW only, "
        "as tasks always do: wherever a link, a redirect or a name leads, not into your networks. Neither a proxy nor "
        "a browser is used then.",
    )
    autothrottle: bool = Field(
        True,
        description="Whether a site that answers slowly is asked more seldom, up to once a minute; never more often "
        "than JOBSPIDER_DOWNLOAD_DELAY and robots.txt say, and without effect where that delay is 0.",
    )
    max_requests: int = Field(
        0,
        ge=0,
        description="Requests that a run may send, over all its nodes, robots.txt included; 0: as many as it takes.",
    )
    max_bytes: int = Field(
        0, ge=0, description="Bytes that a run may receive, over all its nodes, as transferred; 0: as many as it takes."
    )
    circuit_failures: int = Field(
        5, ge=0, description="Failures in a row (5xx, no answer) after which a host is paused; 0: never."
    )
    circuit_pause_seconds: float = Field(
        30, ge=0, le=600, description="First pause of a host that fails, doubled each time up to 600 seconds."
    )
    circuit_rounds: int = Field(
        4, ge=0, description="Pauses after which a host that still fails is given up for the run."
    )
    conditional_requests: bool = Field(
        True,
        description="Whether lists in JSON and XML are asked for with the version that the last crawl got, so that a "
        "site need not send again what has not changed; they are kept in the database for a week.",
    )
    job_pages: bool = Field(
        False,
        description="Whether search spiders also fetch each posting's own page; say so only where the site permits it.",
    )
    company_pages_for: str = Field(
        "",
        description="Names of spiders, separated by commas, that also ask for the pages which their site has of "
        "employers, besides those whose file says so: each once in 30 days, while nothing is known of the employer.",
    )
    batch_size: int = Field(
        200, ge=1, le=1000, description="Postings written to the database in one transaction, at most."
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)] = Field(
        "INFO", description="Least severe log level that is shown: DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["text", "json"] = Field(
        "text",
        description="How API, worker and schedule daemon log: `text` on standard error, or `json`, an object a line, "
        "on standard output. Requests to the API are lines of JSON in any case, crawls log as Scrapy does.",
    )
    lease_seconds: int = Field(
        30, ge=2, le=3600, description="Seconds a node may hold a request without a sign of life."
    )
    partitions: int = Field(
        1, ge=1, le=1024, description="Parts that the frontier is split into; more than one for Redis Cluster."
    )
    scrapyd_urls: Secret = Field(
        SecretStr(""),
        description="Scrapyd nodes that scheduled crawls run on, separated by commas: `http://USER:PASSWORD@HOST:6800`.",
    )
    schedule_grace_seconds: float = Field(
        3600,
        ge=0,
        description="Seconds after its due time within which a crawl that could not be started then is still started.",
    )
    schedule_tick_seconds: float = Field(
        2, gt=0, le=60, description="Seconds between two looks of the schedule daemon at what is due."
    )
    schedule_lease_seconds: float = Field(
        15, ge=1, le=600, description="Seconds after which another schedule daemon takes over from one that has died."
    )
    processes_min: int = Field(
        1, ge=1, le=64, description="Processes that the schedule daemon starts for a run on each node."
    )
    processes_max: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes of a run on each node, at most: more are started while requests could be sent that no "
        "process has room for. Keep it below Scrapyd's `max_proc`; the same for daemon and nodes.",
    )
    processes_idle_seconds: float = Field(
        120,
        ge=1,
        le=86_400,
        description="Seconds for which the others could do without a process beyond JOBSPIDER_PROCESSES_MIN until it "
        "ends; longer than JOBSPIDER_LEASE_SECONDS.",
    )
    api_read: Literal["open", "key"] = Field(
        "open", description="Who may read the API: `open` is everybody, `key` whoever has a key."
    )
    api_requests_per_minute: int = Field(
        300,
        ge=0,
        description="Requests that the API answers a client address in a minute, over all replicas that share a Redis; "
        "0 is any number.",
    )
    api_key_requests_per_minute: int = Field(
        3000, ge=0, description="Requests that the API answers a key in a minute; 0 is any number."
    )
    api_unlimited: Annotated[str, AfterValidator(networks)] = Field(
        "127.0.0.0/8,::1/128",
        description="Networks (CIDR), separated by commas, whose requests to the API are not counted.",
    )
    api_trusted_proxies: Annotated[str, AfterValidator(networks)] = Field(
        "",
        description="Networks (CIDR), separated by commas, of the proxies in front of the API: X-Forwarded-For and "
        "X-Forwarded-Proto are believed from there only.",
    )
    api_cors_origins: str = Field(
        "",
        description="Origins of web pages, separated by commas, whose scripts may use the API: `https://example.org`; "
        "`*` is any.",
    )
    api_body_bytes: int = Field(1_000_000, ge=1000, description="Size of a request's body that the API takes, at most.")
    api_url_bytes: int = Field(
        8192, ge=100, le=60_000, description="Length of path and query that the API takes, at most."
    )
    api_seconds: float = Field(
        30, gt=0, le=3600, description="Seconds in which the API's answer has to begin; then it is 503."
    )
    api_drain_seconds: float = Field(
        0,
        ge=0,
        le=300,
        description="Seconds after SIGTERM in which the API still takes requests while /readyz says 503, so that a "
        "proxy has time to see it.",
    )
    planner_lease_seconds: float = Field(
        3600, ge=1, description="Seconds after which a due search or job page that was handed out is due again."
    )
    planner_batch: int = Field(
        500, ge=1, le=100_000, description="Due searches and job pages that one run crawls, at most."
    )
    not_seen_days: float = Field(
        30,
        gt=0,
        description="Days that the crawls of a source may go on without seeing a posting until it counts as closed, "
        "with `closed_reason` = `not_seen`, an estimate.",
    )
    closing_share: float = Field(
        0.3,
        gt=0,
        le=1,
        description="Share of a list's open postings that one run may close because they are no longer listed; more is "
        "refused until a person allows it.",
    )
    closing_least: int = Field(
        20, ge=1, description="A run that would close fewer postings of a list than this is never refused."
    )
    task_allow: str = Field(
        "",
        description="Networks that tasks, alerts and, with JOBSPIDER_PUBLIC_ONLY, crawls may connect to although they "
        "are not public, as CIDRs separated by commas; on any port.",
    )
    task_processes: int = Field(
        2, ge=1, le=64, description="Tasks that one API process, or one `jobspider worker`, crawls at once."
    )
    task_urls: int = Field(100, ge=1, le=1000, description="URLs in one task, at most.")
    task_open: int = Field(20, ge=1, description="Unfinished tasks of one API key, at most.")
    task_urls_a_day: int = Field(5000, ge=1, description="URLs that one API key may hand over in 24 hours.")
    task_days: float = Field(7, gt=0, le=365, description="Days after which a task and its results are removed.")
    task_timeout_seconds: float = Field(
        30, ge=1, le=600, description="Seconds that one page of a task may take, from the connection to the last byte."
    )
    heartbeat: Path | None = Field(
        None,
        description="File that the schedule daemon or a worker touches every 5 seconds as long as it lives, one file a "
        "process, for whoever watches over it; unset: none.",
    )
    events_url: OptionalSecret = Field(
        None,
        description="Where events of postings go: `redis://HOST:6379/0` or `kafka://HOST:9092,HOST:9092`; give it to "
        "all that crawl and to the workers. Unset: none are noted.",
    )
    events_stream: str = Field(
        "jobspider.events",
        pattern=r"^[a-zA-Z0-9._-]{1,200}$",
        description="Name of the Redis Stream, or of the Kafka topic, that events go to.",
    )
    events_kept: int = Field(
        100_000,
        ge=0,
        description="Events that the Redis Stream keeps, about: older ones are trimmed, read or not; 0: all of them.",
    )
    secret: OptionalSecret = Field(
        None,
        description="A long random text that seals the addresses and secrets of alerts in the database, the same for "
        "all processes; unset: they are stored as they are.",
    )
    secret_key: OptionalSecret = Field(
        None,
        description="A random text of 32 characters or more that signs the sessions of people who sign in to the "
        "pages, the same for all API processes; unset: made at each start, and nobody can sign in where there is a "
        "Redis or MySQL.",
    )
    session_seconds: int = Field(
        43_200, ge=1, le=30 * 86_400, description="Seconds after which people have to sign in to the pages again."
    )
    alert_services: str = Field(
        "mailto,mailtos,slack,tgram,discord",
        description="Services of apprise that alerts may send to, by the schemes of their URLs, separated by commas; "
        "add those whose URL names a host only if you trust whoever may create alerts.",
    )
    alert_pause_seconds: float = Field(
        60, ge=0, le=86_400, description="Seconds between two messages of one instant alert, at least."
    )
    alert_attempts: int = Field(8, ge=1, le=50, description="Attempts to send a message before it counts as failed.")
    alert_retry_seconds: float = Field(
        30, gt=0, le=3600, description="Seconds before a message is sent again, doubled each time up to 6 hours."
    )
    reed_api_key: OptionalSecret = Field(
        None, description="Key of Reed's job seeker API, free from https://www.reed.co.uk/developers/jobseeker."
    )
    adzuna_app_id: str = Field("", description="Id of an application at https://developer.adzuna.com/signup, free.")
    adzuna_app_key: OptionalSecret = Field(None, description="Key of that application.")
    chromium: Path = Field(Path("/usr/bin/chromium"), description="Browser for pages that need JavaScript.")


@cache
def config() -> Config:
    """The process's configuration; read at the first call, the same object afterwards. Raises ConfigError.

    A name that no setting has is warned about and never refused: another version, or the deployment, may know it.
    """
    for sentence in misspelt({*EnvSettingsSource(Config).env_vars, *DotEnvSettingsSource(Config).env_vars}):
        logger.warning(sentence)
    try:
        folder = secret_files.FOLDER
        return Config(_secrets_dir=folder if folder.is_dir() else None)
    except ValidationError as error:
        wrong = "; ".join(_sentence(str(e["loc"][0]), e["input"], e["msg"]) for e in error.errors())
        raise ConfigError(f"{wrong} (docs/settings.md lists every setting)") from None


def _sentence(field: str, given: object, message: str) -> str:
    """What is wrong with a setting; a secret is not shown."""
    shown = "wrong" if "SecretStr" in str(Config.model_fields[field].annotation) else repr(given)
    return f"{PREFIX}{field.upper()} is {shown}: {message.removeprefix('Value error, ')}"


def misspelt(names: set[str]) -> Iterator[str]:
    """A sentence for each JOBSPIDER_* name that is no setting, with the setting that is most like it."""
    known = {field.upper() for field in Config.model_fields}
    given = {name.upper() for name in names} - OF_THE_DEPLOYMENT  # pydantic-settings takes small letters too
    for name in sorted(name.removeprefix(PREFIX) for name in given if name.startswith(PREFIX)):
        if name not in known:
            near = get_close_matches(name, known, n=1)
            advice = f"did you mean {PREFIX}{near[0]}?" if near else "docs/settings.md lists every setting"
            yield f"{PREFIX}{name} is no setting of jobspider and is ignored: {advice}"
