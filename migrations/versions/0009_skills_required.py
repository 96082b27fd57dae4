"""The skills that a posting asks for, beside all that it names."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; what is stored already names none until it is read again."""
    with op.batch_alter_table("postings") as batch:
        batch.add_column(sa.Column("skills_required", sa.JSON(), nullable=True))
    op.execute(sa.text("UPDATE postings SET skills_required = '[]'"))
    with op.batch_alter_table("postings") as batch:
        batch.alter_column("skills_required", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    """Without it."""
    with op.batch_alter_table("postings") as batch:
        batch.drop_column("skills_required")
