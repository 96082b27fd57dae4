"""/ops: what the crawl is doing, in parts that refresh themselves."""
