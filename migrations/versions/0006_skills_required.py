"""The skills that a posting asks for, beside all that it names."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; what is stored already names none until it is read again.

    The default is in brackets for MySQL, whose JSON columns take an expression only. SQLite could not copy the table
    (alembic's batch): it has computed columns.
    """
    op.add_column("postings", sa.Column("skills_required", sa.JSON(), nullable=False, server_default=sa.text("('[]')")))


def downgrade() -> None:
    """Without it."""
    op.drop_column("postings", "skills_required")
