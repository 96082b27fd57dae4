"""Second step: what raw text says becomes typed values beside it."""

from datetime import UTC, datetime

from jobspider.enrich import enrich
from jobspider.posting import Posting


class EnrichPipeline:
    """Adapts `jobspider.enrich` to Scrapy."""

    def process_item(self, item: Posting) -> Posting:
        """The posting with pay, place, dates, and title read."""
        return enrich(item, datetime.now(UTC))
