"""Crawls on demand: a task's URLs through the same frontier and boards as every crawl, and nowhere near home."""
