"""`/`: what the postings of a search look like at a glance: a module a chart."""
