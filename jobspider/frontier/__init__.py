"""The shared frontier: one run's requests in Redis, for any number of processes (docs/decisions/0002-frontier.md)."""
