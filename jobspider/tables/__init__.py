"""The tables, a module for what belongs together. `postings` is derived from the model; the others have none."""

from jobspider.tables.base import metadata
from jobspider.tables.documents import list_documents
from jobspider.tables.identity import job_keys, job_links, match_queue
from jobspider.tables.messages import alert_deliveries, alert_items, alert_queue, alerts, outbox, totals
from jobspider.tables.planning import companies, job_pages, searches
from jobspider.tables.postings import posting_versions, postings
from jobspider.tables.runs import listings, run_nodes, runs, scopes
from jobspider.tables.schedules import locks, occurrences, schedules
from jobspider.tables.searching import posting_search, search_queue
from jobspider.tables.skills import skills
from jobspider.tables.statistics import daily_rollups, daily_stats, refreshes
from jobspider.tables.tasks import api_keys, task_urls, tasks

__all__ = [
    "alert_deliveries",
    "alert_items",
    "alert_queue",
    "alerts",
    "api_keys",
    "companies",
    "daily_rollups",
    "daily_stats",
    "job_keys",
    "job_links",
    "job_pages",
    "list_documents",
    "listings",
    "locks",
    "match_queue",
    "metadata",
    "occurrences",
    "outbox",
    "posting_search",
    "posting_versions",
    "postings",
    "refreshes",
    "run_nodes",
    "runs",
    "schedules",
    "scopes",
    "search_queue",
    "searches",
    "skills",
    "task_urls",
    "tasks",
    "totals",
]
