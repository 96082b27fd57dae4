"""Postings and their versions, runs and their nodes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import LabelSet, UtcDateTime, double, key_text, long_text, money

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}


def upgrade() -> None:
    """The tables of the first version."""
    _create_postings()
    _create_posting_versions()
    _create_runs()
    _create_run_nodes()


def downgrade() -> None:
    """An empty database."""
    for table in ("run_nodes", "runs", "posting_versions", "postings"):
        op.drop_table(table)


def _row_number() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _row_id() -> sa.Column[Any]:
    return sa.Column("id", _row_number(), primary_key=True, autoincrement=True)


def _create_postings() -> None:
    op.create_table(
        "postings",
        _row_id(),
        sa.Column("source", key_text(64), nullable=False),
        sa.Column("source_id", key_text(255), nullable=False),
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("apply_url", sa.String(2048)),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("title_normalized", sa.String(300)),
        sa.Column("company", sa.String(255)),
        sa.Column("company_url", sa.String(2048)),
        sa.Column("is_sponsored", sa.Boolean()),
        sa.Column("is_expired", sa.Boolean()),
        sa.Column("description_html", long_text()),
        sa.Column("description_text", long_text()),
        sa.Column("description_is_snippet", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(3)),
        sa.Column("location_raw", sa.String(255)),
        sa.Column("locality", sa.String(255)),
        sa.Column("region", sa.String(255)),
        sa.Column("country", sa.String(2)),
        sa.Column("postal_code", sa.String(16)),
        sa.Column("latitude", double()),
        sa.Column("longitude", double()),
        sa.Column("work_mode", sa.String(8)),
        sa.Column("employment_type", LabelSet(), nullable=False),
        sa.Column("contract_type", sa.String(16)),
        sa.Column("seniority", sa.String(16)),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("salary_raw", sa.String(255)),
        sa.Column("salary_min", money()),
        sa.Column("salary_max", money()),
        sa.Column("salary_currency", sa.String(3)),
        sa.Column("salary_period", sa.String(5)),
        sa.Column("salary_source", sa.String(16)),
        sa.Column("salary_annual_min", money()),
        sa.Column("salary_annual_max", money()),
        sa.Column("date_posted", UtcDateTime()),
        sa.Column("date_posted_raw", sa.String(255)),
        sa.Column("valid_through", UtcDateTime()),
        sa.Column("content_hash", sa.String(32), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("closed_reason", sa.String(32)),
        sa.Column("job_id", _row_number()),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_postings_source")),
        **INNODB,
    )
    op.create_index("ix_postings_last_seen_at", "postings", ["last_seen_at"])
    op.create_index("ix_postings_date_posted", "postings", ["date_posted"])


def _create_posting_versions() -> None:
    posting = sa.ForeignKey("postings.id", name=op.f("fk_posting_versions_posting_id"), ondelete="CASCADE")
    op.create_table(
        "posting_versions",
        _row_id(),
        sa.Column("posting_id", _row_number(), posting, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False, comment="when a crawl saw the new content, UTC"),
        sa.Column("content_hash", sa.String(32), nullable=False, comment="hash of the content that was replaced"),
        sa.Column(
            "replaced", sa.JSON(), nullable=False, comment="{field: the value it had until then}, changed fields only"
        ),
        **INNODB,
    )
    op.create_index("ix_posting_versions_posting_id_changed_at", "posting_versions", ["posting_id", "changed_at"])


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", key_text(64), primary_key=True),
        sa.Column("spider", sa.String(64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime()),
        sa.Column(
            "outcome", sa.String(32), comment="ok, ok_empty, partial, blocked_by_robots, …; NULL while it goes on"
        ),
        sa.Column(
            "complete", sa.Boolean(), comment="whether every request of the run was answered; NULL while it goes on"
        ),
        sa.Column(
            "counts",
            sa.JSON(),
            nullable=False,
            comment="{pages, postings, new, changed, unchanged, dropped, failed, …}",
        ),
        sa.Column("robots_lifted", sa.Boolean(), nullable=False, comment="whether the operator declared permission"),
        **INNODB,
    )
    op.create_index("ix_runs_spider_started_at", "runs", ["spider", "started_at"])


def _create_run_nodes() -> None:
    run = sa.ForeignKey("runs.id", name=op.f("fk_run_nodes_run_id"), ondelete="CASCADE")
    op.create_table(
        "run_nodes",
        _row_id(),
        sa.Column("run_id", key_text(64), run, nullable=False),
        sa.Column("node", key_text(255), nullable=False, comment="host name and process id"),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime()),
        sa.Column("outcome", sa.String(32)),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("log", sa.Text(), comment="where the process's log is, when it is in a file"),
        sa.UniqueConstraint("run_id", "node", name=op.f("uq_run_nodes_run_id")),
        **INNODB,
    )
