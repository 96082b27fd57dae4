"""${message}"""

import sqlalchemy as sa
from alembic import op

from jobspider import columns
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """${message}"""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """The schema as it was before."""
    ${downgrades if downgrades else "pass"}
