"""The change stream: what happens to postings, told to a Redis Stream or to Kafka."""
