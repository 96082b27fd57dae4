"""Writes to the database: the engine, the schema, and a file a noun."""
