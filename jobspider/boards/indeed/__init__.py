"""Indeed: search pages, job pages, and where both say what they say."""

from jobspider.boards.indeed.board import IndeedBoard

__all__ = ["IndeedBoard"]
