"""Backups of the database: one compressed file each, and beside it what is in it."""
