"""`/postings/{id}/view`: one posting, its history, and the same job elsewhere."""
