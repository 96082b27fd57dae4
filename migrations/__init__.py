"""Alembic migrations; a package, so that an installed jobspider brings them along."""
