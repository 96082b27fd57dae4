"""Scrapy middlewares: who we are, what the site's robots.txt and answers say, and what a page turned out to be."""
