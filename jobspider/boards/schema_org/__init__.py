"""schema.org/JobPosting in a page, however it is embedded: JSON-LD, microdata or RDFa."""

from jobspider.boards.schema_org.nodes import Node, job_postings
from jobspider.boards.schema_org.posting import Address, raw_posting

__all__ = ["Address", "Node", "job_postings", "raw_posting"]
