"""What searches need: computed columns with their indexes, the words of postings, and the queue of those to come."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from jobspider.columns import MYSQL, UtcDateTime, ascii_text, money

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INNODB: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_unicode_520_ci",
    "mysql_row_format": "DYNAMIC",
}
INDEXES = {
    "ix_postings_listed_at": ["listed_at"],
    "ix_postings_is_open_listed_at": ["is_open", "listed_at"],
    "ix_postings_salary_currency_salary_annual": ["salary_currency", "salary_annual"],
}
FTS5 = (
    "CREATE VIRTUAL TABLE posting_words USING fts5(tokens, content='posting_search', content_rowid='id', "
    "tokenize=\"ascii tokenchars '_'\")",
    "CREATE TRIGGER posting_words_insert AFTER INSERT ON posting_search BEGIN "
    "INSERT INTO posting_words(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER posting_words_delete AFTER DELETE ON posting_search BEGIN "
    "INSERT INTO posting_words(posting_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER posting_words_update AFTER UPDATE ON posting_search BEGIN "
    "INSERT INTO posting_words(posting_words, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO posting_words(rowid, tokens) VALUES (new.id, new.tokens); END",
)
"""SQLite's full-text index, kept by triggers beside the table that holds the text."""


def upgrade() -> None:
    """Three computed columns, two tables; every posting there is gets queued, and indexed by whoever runs next."""
    for column in _computed():
        op.add_column("postings", column)
    for name, columns in INDEXES.items():
        op.create_index(name, "postings", columns)
    _create_posting_search()
    _create_search_queue()
    op.execute("INSERT INTO search_queue (posting_id) SELECT id FROM postings ORDER BY id")


def downgrade() -> None:
    """The schema before; words are made again by the next upgrade."""
    if op.get_bind().dialect.name not in MYSQL:
        op.execute("DROP TABLE posting_words")
    op.drop_table("search_queue")
    op.drop_table("posting_search")
    for name in INDEXES:
        op.drop_index(name, "postings")
    for column in _computed():
        op.drop_column("postings", column.name)


def _computed() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "listed_at",
            UtcDateTime(),
            sa.Computed("coalesce(date_posted, first_seen_at)", persisted=False),
            comment="date_posted, or first_seen_at where the board names no date",
        ),
        sa.Column(
            "is_open",
            sa.Boolean(),
            sa.Computed("closed_at IS NULL", persisted=False),
            comment="whether closed_at is NULL",
        ),
        sa.Column(
            "salary_annual",
            money(),
            sa.Computed("coalesce(salary_annual_max, salary_annual_min)", persisted=False),
            comment="the most that is paid a year, else the least",
        ),
    ]


def _row_number() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _create_posting_search() -> None:
    posting = sa.ForeignKey("postings.id", name=op.f("fk_posting_search_id"), ondelete="CASCADE")
    op.create_table(
        "posting_search",
        sa.Column("id", _row_number(), posting, primary_key=True, autoincrement=False, comment="`postings.id`"),
        sa.Column(
            "tokens",
            ascii_text(),
            nullable=False,
            comment="the posting's words, as jobspider.clean.words spells them",
        ),
        **INNODB,
    )
    if op.get_bind().dialect.name in MYSQL:
        op.execute("CREATE FULLTEXT INDEX ft_posting_search_tokens ON posting_search (tokens)")
        return
    for statement in FTS5:
        op.execute(statement)


def _create_search_queue() -> None:
    op.create_table(
        "search_queue",
        sa.Column("id", _row_number(), primary_key=True, autoincrement=True),
        sa.Column(
            "posting_id",
            sa.BigInteger(),
            nullable=False,
            comment="`postings.id` of a posting whose words are to be indexed",
        ),
        **INNODB,
    )
