"""Searches as feeds, a file a format."""
