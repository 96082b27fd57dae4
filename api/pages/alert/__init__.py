"""`/search/alert`: a search that goes on by itself."""
