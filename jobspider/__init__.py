"""jobspider: collects job postings from many boards into one database, and serves them."""
