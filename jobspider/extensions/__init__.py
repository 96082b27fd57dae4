"""Scrapy extensions: the run's record and its progress."""
