"""Reads: what the API and the pages ask the database, in one place."""
