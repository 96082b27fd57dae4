"""Scrapy commands: crawl with an outcome, page, save."""
