"""Scrapy signal of a due run: `entity_failed(entity=…, outcome=…)`, when the first page of something can't be had."""

entity_failed = object()
