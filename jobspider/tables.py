"""The tables. `postings` is derived from the model; the others have no model of their own yet."""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from jobspider.columns import (
    UtcDateTime,
    ascii_text,
    bytes_of_a_document,
    columns,
    double,
    key_text,
    long_text,
    money,
)
from jobspider.posting import Posting, StoredPosting

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_INNODB: dict[str, Any] = {
    # utf8mb4 throughout; DYNAMIC rows let long text lie outside the row, so 30 columns fit a page.
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    # Named, since every server and version has another default; both MySQL and MariaDB have this one.
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def _row_id() -> Column[int]:
    """A key that the database counts up; upserts leave gaps on MySQL, so 64 bits."""
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _stored() -> list[Column[Any]]:
    """The columns of `postings` but its id: the posting's, its hash, and what only the database knows."""
    return [
        *columns(Posting),
        Column("content_hash", String(32), nullable=False),
        *(column for column in columns(StoredPosting) if column.name not in {"id", *Posting.model_fields}),
    ]


def _searched() -> list[Column[Any]]:
    """Columns that the database computes, so that searches have an index in the order of their answers."""
    return [
        Column(
            "listed_at",
            UtcDateTime(),
            Computed("coalesce(date_posted, first_seen_at)", persisted=False),
            comment="date_posted, or first_seen_at where the board names no date",
        ),
        Column(
            "is_open", Boolean(), Computed("closed_at IS NULL", persisted=False), comment="whether closed_at is NULL"
        ),
        Column(
            "salary_annual",
            money(),
            Computed("coalesce(salary_annual_max, salary_annual_min)", persisted=False),
            comment="the most that is paid a year, else the least",
        ),
    ]


postings = Table(
    "postings",
    metadata,
    _row_id(),
    *_stored(),
    *_searched(),
    UniqueConstraint("source", "source_id"),
    Index("ix_postings_last_seen_at", "last_seen_at"),
    Index("ix_postings_date_posted", "date_posted"),
    Index("ix_postings_listed_at", "listed_at"),
    Index("ix_postings_is_open_listed_at", "is_open", "listed_at"),
    Index("ix_postings_salary_currency_salary_annual", "salary_currency", "salary_annual"),
    # What is open and overdue is found without reading what was closed long ago.
    Index("ix_postings_closed_at_valid_through", "closed_at", "valid_through"),
    Index("ix_postings_source_closed_at_last_seen_at", "source", "closed_at", "last_seen_at"),
    Index("ix_postings_job_id", "job_id"),
    **_INNODB,
)

posting_search = Table(
    "posting_search",
    metadata,
    Column("id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, comment="`postings.id`"),
    Column("tokens", ascii_text(), nullable=False, comment="the posting's words, as jobspider.clean.words spells them"),
    **_INNODB,
)
"""What full text searches read. Its full-text index is made by the migration, in each database's own way."""

search_queue = Table(
    "search_queue",
    metadata,
    _row_id(),
    Column(
        "posting_id", BigInteger(), nullable=False, comment="`postings.id` of a posting whose words are to be indexed"
    ),
    **_INNODB,
)
"""Postings that were written and are not in posting_search yet, or not as they are now."""

match_queue = Table(
    "match_queue",
    metadata,
    _row_id(),
    Column("posting_id", BigInteger(), nullable=False, comment="`postings.id` of a posting whose job is to be found"),
    **_INNODB,
)
"""Postings that were written and not compared with others yet, or not as they are now."""

job_keys = Table(
    "job_keys",
    metadata,
    Column("hash", BigInteger(), primary_key=True, autoincrement=False, comment="of what the same job has in common"),
    Column("posting_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Index("ix_job_keys_posting_id", "posting_id"),
    **_INNODB,
)

job_links = Table(
    "job_links",
    metadata,
    Column("low_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("high_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("basis", String(16), nullable=False, comment="address, requisition, text; copy: linked, not merged; none"),
    Column("score", double(), nullable=False, comment="0 to 1: how much titles or texts agree"),
    Column("decided_at", UtcDateTime(), nullable=False),
    Column("undone_at", UtcDateTime(), comment="since then these two are never one job; NULL: the link holds"),
    Index("ix_job_links_high_id", "high_id"),
    **_INNODB,
)
"""Pairs of postings that were compared and found to be one job, or copies; low_id is the smaller one."""

posting_versions = Table(
    "posting_versions",
    metadata,
    _row_id(),
    Column("posting_id", ForeignKey("postings.id", ondelete="CASCADE"), nullable=False),
    Column("changed_at", UtcDateTime(), nullable=False, comment="when a crawl saw the new content, UTC"),
    Column("content_hash", String(32), nullable=False, comment="hash of the content that was replaced"),
    Column("replaced", JSON(), nullable=False, comment="{field: the value it had until then}, changed fields only"),
    Index("ix_posting_versions_posting_id_changed_at", "posting_id", "changed_at"),
    **_INNODB,
)

runs = Table(
    "runs",
    metadata,
    Column("id", key_text(64), primary_key=True),
    Column("spider", String(64), nullable=False),
    Column("arguments", JSON(), nullable=False),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("finished_at", UtcDateTime()),
    Column("outcome", String(32), comment="ok, ok_empty, partial, blocked_by_robots, …; NULL while it goes on"),
    Column("complete", Boolean(), comment="whether every request of the run was answered; NULL while it goes on"),
    Column("counts", JSON(), nullable=False, comment="{pages, postings, new, changed, unchanged, dropped, failed, …}"),
    Column(
        "robots_lifted", Boolean(), nullable=False, default=False, comment="whether the operator declared permission"
    ),
    Column(
        "closing",
        JSON(none_as_null=True),
        comment="what the run closed, by scope, and what it refused to close; NULL where it could prove nothing",
    ),
    Index("ix_runs_spider_started_at", "spider", "started_at"),
    Index("ix_runs_started_at", "started_at", "id"),
    **_INNODB,
)

scopes = Table(
    "scopes",
    metadata,
    _row_id(),
    Column("source", key_text(64), nullable=False),
    Column("name", key_text(255), nullable=False, comment="the arguments that decide what is listed"),
    Column("ended_in", key_text(64), comment="the last run that has read the list to its end"),
    Column("troubled_in", key_text(64), comment="the last run in which something of the list could not be read"),
    UniqueConstraint("source", "name"),
    **_INNODB,
)

listings = Table(
    "listings",
    metadata,
    Column("scope_id", ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("posting_id", ForeignKey("postings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("run_mark", BigInteger(), nullable=False, comment="the last run in which the scope listed the posting"),
    Index("ix_listings_posting_id", "posting_id"),
    **_INNODB,
)

run_nodes = Table(
    "run_nodes",
    metadata,
    _row_id(),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("node", key_text(255), nullable=False, comment="host name and process id"),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("finished_at", UtcDateTime()),
    Column("outcome", String(32)),
    Column("counts", JSON(), nullable=False),
    Column("log", Text(), comment="where the process's log is, when it is in a file"),
    Column("job", key_text(255), comment="Scrapyd's job id; NULL for a process that Scrapyd didn't start"),
    UniqueConstraint("run_id", "node"),
    **_INNODB,
)

schedules = Table(
    "schedules",
    metadata,
    _row_id(),
    Column(
        "name", key_text(46), nullable=False, comment="the schedule's key: H is chosen by it, run ids begin with it"
    ),
    Column("spider", String(64), nullable=False),
    Column("arguments", JSON(), nullable=False, comment="{argument: value}, as after scrapy crawl -a"),
    Column("cron", String(255), nullable=False, comment="five fields or a nickname; docs/cron.md"),
    Column("time_zone", String(64), nullable=False, comment="IANA name, whose wall clocks the expression is about"),
    Column("priority", Integer(), nullable=False, comment="Scrapyd starts the higher one first"),
    Column("enabled", Boolean(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("checked_until", UtcDateTime(), nullable=False, comment="times up to this one have been decided on"),
    Column("last_fired_at", UtcDateTime(), comment="due time of the last occurrence that started a run"),
    UniqueConstraint("name"),
    **_INNODB,
)

occurrences = Table(
    "occurrences",
    metadata,
    _row_id(),
    Column("schedule_id", ForeignKey("schedules.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", UtcDateTime(), nullable=False),
    Column("run_id", key_text(64), nullable=False, comment="the run that it starts, and Scrapyd's job id on each node"),
    Column("state", String(16), nullable=False, comment="firing, fired, overlapped, missed or failed"),
    Column("nodes", JSON(), nullable=False, comment="{node: posted, or why not}"),
    Column("detail", String(500), comment="a sentence for people"),
    Column("changed_at", UtcDateTime(), nullable=False),
    UniqueConstraint("schedule_id", "due_at"),
    Index("ix_occurrences_state", "state"),
    **_INNODB,
)

locks = Table(
    "locks",
    metadata,
    Column("name", key_text(64), primary_key=True),
    Column("owner", key_text(64), nullable=False, comment="token of the process that holds the lock"),
    Column("expires_at", UtcDateTime(), nullable=False),
    **_INNODB,
)


def _planned() -> list[Column[Any]]:
    """What the recrawl planner keeps of whatever it has crawled again."""
    return [
        Column("priority", Integer(), nullable=False, default=1, comment="2 high, 1 normal, 0 low, -1 not planned"),
        Column("interval_seconds", Integer(), nullable=False, comment="between two crawls now; follows the changes"),
        Column("content_hash", String(32), comment="of what the last crawl saw; another one is a change"),
        Column("next_crawl_at", UtcDateTime(), comment="when it is due; NULL: not again"),
        Column("last_crawled_at", UtcDateTime()),
        Column("last_outcome", String(32), comment="ok, gone, unreadable or failed"),
        Column("failures", Integer(), nullable=False, default=0, comment="in a row, up to now"),
        Column("claimed_until", UtcDateTime(), comment="without Redis: whoever popped it has so long to finish it"),
    ]


searches = Table(
    "searches",
    metadata,
    _row_id(),
    Column("key", key_text(64), nullable=False, comment="the search's name"),
    Column("spider", key_text(64), nullable=False),
    Column("arguments", JSON(), nullable=False, comment="{argument: value}, as after scrapy crawl -a"),
    Column("enabled", Boolean(), nullable=False, default=True),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("least_seconds", Integer(), nullable=False, comment="shortest interval"),
    Column("most_seconds", Integer(), nullable=False, comment="longest interval"),
    *_planned(),
    UniqueConstraint("key"),
    Index("ix_searches_spider_priority_next_crawl_at", "spider", "priority", "next_crawl_at"),
    **_INNODB,
)

job_pages = Table(
    "job_pages",
    metadata,
    _row_id(),
    Column("spider", key_text(64), nullable=False, comment="`postings.source` is the same"),
    Column("url_hash", key_text(32), nullable=False, comment="of the link, as lists have it"),
    Column("url", String(2048), nullable=False),
    Column("source_id", key_text(255), nullable=False, comment="`postings.source_id` of the one posting on it"),
    *_planned(),
    UniqueConstraint("spider", "url_hash"),
    Index("ix_job_pages_spider_priority_next_crawl_at", "spider", "priority", "next_crawl_at"),
    **_INNODB,
)

companies = Table(
    "companies",
    metadata,
    _row_id(),
    Column("key", key_text(255), nullable=False, comment="the name for grouping: jobspider.clean.company"),
    Column("name", String(255), nullable=False),
    Column("url", String(2048)),
    Column("industry", String(255)),
    Column("size", String(64), comment="employees, as the board words it"),
    Column("logo_url", String(2048)),
    Column("asked_at", UtcDateTime(), comment="when its page was last asked for; NULL: it came with a posting"),
    Column("changed_at", UtcDateTime(), nullable=False),
    UniqueConstraint("key"),
    **_INNODB,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", key_text(12), primary_key=True, comment="the part of the key by which it is found"),
    Column("name", key_text(64), nullable=False, comment="whose key it is, for people"),
    Column("secret_hash", key_text(64), nullable=False, comment="SHA-256 of the whole key, hex"),
    Column("scopes", JSON(), nullable=False, comment="what it may do, a list of words"),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), comment="from then on it does not work; NULL: it never expires"),
    Column("revoked_at", UtcDateTime(), comment="since then it does not work; NULL: it was not revoked"),
    UniqueConstraint("name"),
    **_INNODB,
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", key_text(32), primary_key=True),
    Column("owner", key_text(64), nullable=False, comment="id of the API key that posted it; empty without keys"),
    Column("idempotency_key", key_text(255), comment="what the client sent as Idempotency-Key"),
    Column("body_hash", String(64), nullable=False, comment="SHA-256 of the URLs: the same key must bring the same"),
    Column("urls", Integer(), nullable=False, comment="how many"),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("expires_at", UtcDateTime(), nullable=False, comment="when it is removed with its results"),
    Column("cancelled_at", UtcDateTime()),
    Column("finished_at", UtcDateTime(), comment="when the last URL got its outcome"),
    Column("attempts", Integer(), nullable=False, comment="processes that ended and left URLs without an outcome"),
    UniqueConstraint("owner", "idempotency_key"),
    Index("ix_tasks_owner_created_at", "owner", "created_at"),
    Index("ix_tasks_finished_at", "finished_at"),
    Index("ix_tasks_expires_at", "expires_at"),
    **_INNODB,
)

task_urls = Table(
    "task_urls",
    metadata,
    _row_id(),
    Column("task_id", ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer(), nullable=False, comment="place in the list that was posted, from 0"),
    Column("url", String(2048), nullable=False),
    Column("outcome", String(32), comment="ok, ok_empty, refused, …; NULL until it is done"),
    Column("detail", String(500), comment="a sentence for people"),
    Column("final_url", String(2048), comment="where redirects led"),
    Column("http_status", Integer()),
    Column("board", String(64), comment="the board that read the page"),
    Column("result", long_text(), comment="JSON: {postings: […], images: […]}"),
    Column("finished_at", UtcDateTime()),
    UniqueConstraint("task_id", "position"),
    **_INNODB,
)

list_documents = Table(
    "list_documents",
    metadata,
    _row_id(),
    Column("source", key_text(64), nullable=False, comment="the spider's name"),
    Column("key", key_text(64), nullable=False, comment="fingerprint of the request, hex"),
    Column("fetched_at", UtcDateTime(), nullable=False, comment="when it was sent in full last"),
    Column("bytes", Integer(), nullable=False, comment="length of the body as it is kept"),
    Column("content_type", String(255), nullable=False),
    Column("etag", String(255), nullable=False, comment="empty where the site gave none"),
    Column("last_modified", String(255), nullable=False, comment="as the site wrote it"),
    Column("body", bytes_of_a_document(), nullable=False, comment="packed with zlib"),
    UniqueConstraint("source", "key"),
    **_INNODB,
)

daily_rollups = Table(
    "daily_rollups",
    metadata,
    Column("day", Date(), primary_key=True, comment="UTC"),
    Column("as_of", UtcDateTime(), nullable=False, comment="the day's end, or earlier where it was not over yet"),
    Column("computed_at", UtcDateTime(), nullable=False),
    Column("dictionary", String(32), nullable=False, comment="hash of the dictionary of skills that was in use"),
    **_INNODB,
)
"""The days that daily_stats holds."""

daily_stats = Table(
    "daily_stats",
    metadata,
    _row_id(),
    Column("day", ForeignKey("daily_rollups.day", ondelete="CASCADE"), nullable=False, comment="UTC"),
    Column("figure", key_text(32), nullable=False, comment="what is counted; docs/statistics.md"),
    Column("basis", key_text(9), nullable=False, default="", comment="of salaries: stated or estimated"),
    Column("currency", key_text(3), nullable=False, default="", comment="of salaries: ISO 4217 code"),
    Column("source", key_text(64), nullable=False, default="", comment="`postings.source`; empty: of all sources"),
    Column("name", key_text(300), nullable=False, default="", comment="state, title, place, skill or word"),
    Column("n", BigInteger(), nullable=False, comment="how many"),
    *(Column(name, double()) for name in ("p10", "p25", "median", "p75", "p90")),
    UniqueConstraint("day", "figure", "basis", "currency", "source", "name"),
    Index("ix_daily_stats_figure_day", "figure", "day"),
    **_INNODB,
)

refreshes = Table(
    "refreshes",
    metadata,
    Column("name", key_text(32), primary_key=True, comment="what is read again in open postings"),
    Column("digest", String(32), nullable=False, comment="of the rules that are applied"),
    Column("names", JSON(), nullable=False, comment="what these rules may find"),
    Column("former", JSON(), nullable=False, comment="what earlier rules may have found"),
    Column("done_until", BigInteger(), nullable=False, comment="`postings.id` up to which it is done"),
    Column("finished_at", UtcDateTime(), comment="NULL while there is more to do"),
    **_INNODB,
)

outbox = Table(
    "outbox",
    metadata,
    _row_id(),
    Column("posting_id", BigInteger(), nullable=False, comment="`postings.id`"),
    Column("event", String(16), nullable=False, comment="new, changed or closed"),
    Column("at", UtcDateTime(), nullable=False, comment="when that was seen, UTC"),
    Column("fields", JSON(none_as_null=True), comment="names of the fields that changed; NULL but for changes"),
    sqlite_autoincrement=True,  # an id is never used again: it is the event's
    **_INNODB,
)
"""What happened to postings and was not told to JOBSPIDER_EVENTS_URL yet; of one posting, later is larger."""

alerts = Table(
    "alerts",
    metadata,
    _row_id(),
    Column("name", key_text(64), nullable=False),
    Column("kind", String(16), nullable=False, comment="postings or operations"),
    Column("filter", JSON(), nullable=False, comment="what is looked for, as jobspider.search.filters has it"),
    Column("target", Text(), nullable=False, comment="where messages go: a URL, sealed where JOBSPIDER_SECRET is set"),
    Column("target_shown", String(255), nullable=False, comment="the same without its secrets"),
    Column("signing_secret", Text(), comment="what webhooks are signed with, sealed in the same way"),
    Column("frequency", String(16), nullable=False, comment="instant or daily"),
    Column("digest_at", String(5), comment="HH:MM of the daily message"),
    Column("time_zone", String(64), nullable=False, comment="IANA name, whose wall clocks digest_at is about"),
    Column("most", Integer(), nullable=False, comment="postings that one message shows, at most"),
    Column("enabled", Boolean(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("next_message_at", UtcDateTime(), nullable=False, comment="no message before this"),
    UniqueConstraint("name"),
    **_INNODB,
)

alert_queue = Table(
    "alert_queue",
    metadata,
    _row_id(),
    Column("posting_id", BigInteger(), nullable=False, comment="`postings.id`, whose words are in posting_search"),
    **_INNODB,
)
"""Postings that are new or have changed, and have not been compared with the alerts yet."""

alert_items = Table(
    "alert_items",
    metadata,
    _row_id(),
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("item", key_text(128), nullable=False, comment="`postings.id`, or what happened in the operation"),
    Column("text", String(500), comment="a sentence for people; NULL for postings"),
    Column("found_at", UtcDateTime(), nullable=False),
    Column("delivery_id", key_text(32), comment="the message that names it; NULL: it waits for one"),
    UniqueConstraint("alert_id", "item"),
    Index("ix_alert_items_alert_id_delivery_id", "alert_id", "delivery_id"),
    **_INNODB,
)
"""What each alert has found: each thing once."""

alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("id", key_text(32), primary_key=True, comment="stays the same when the message is sent again"),
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(16), nullable=False, comment="waiting, sending, sent, failed or unknown"),
    Column("items", Integer(), nullable=False, comment="how many it is about"),
    Column("attempts", Integer(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("next_attempt_at", UtcDateTime(), nullable=False, comment="when it is due, or when its claim ends"),
    Column("claim", key_text(32), comment="token of whoever sends it"),
    Column("ended_at", UtcDateTime(), comment="when it was sent, given up, or found to be in doubt"),
    Column("detail", String(500), comment="why it was not sent, a sentence"),
    Index("ix_alert_deliveries_state_next_attempt_at", "state", "next_attempt_at"),
    Index("ix_alert_deliveries_alert_id_created_at", "alert_id", "created_at"),
    **_INNODB,
)
