"""Postings as files, a file a format. Each gives its bytes piece by piece, so memory stays flat."""
