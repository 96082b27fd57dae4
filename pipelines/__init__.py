"""Scrapy item pipelines, one file a step: validate, enrich, store."""
