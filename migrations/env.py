"""How Alembic connects: on the connection that jobspider.store.schema hands over, else to JOBSPIDER_DATABASE_URL."""

from alembic import context
from sqlalchemy import Connection

from jobspider.columns import MYSQL
from jobspider.config import config
from jobspider.store.engine import create_engine
from jobspider.store.transaction import transaction
from jobspider.tables import metadata


def migrate(connection: Connection) -> None:
    """Runs the revisions; the caller's transaction makes them all or nothing where the database can do that."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        user_module_prefix="columns.",
        render_as_batch=connection.dialect.name not in MYSQL,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with transaction(create_engine(config().database_url.get_secret_value())) as own:
        migrate(own)
