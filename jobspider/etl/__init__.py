"""Daily calculations: the figures of a day, counted from the postings and stored."""
