"""Second step: what raw text says becomes typed values beside it."""

from datetime import UTC, datetime

from jobspider.clean.skill_dictionary import Dictionary
from jobspider.enrich import enrich
from jobspider.posting import Posting
from jobspider.store.engine import configured_engine
from jobspider.store.schema import prepare
from jobspider.store.skills import dictionary_of


class EnrichPipeline:
    """Adapts `jobspider.enrich` to Scrapy."""

    dictionary: Dictionary | None = None

    def open_spider(self) -> None:
        """Takes the dictionary of skills as it is now, for the whole run."""
        engine = configured_engine()
        prepare(engine)
        self.dictionary = dictionary_of(engine)

    def process_item(self, item: Posting) -> Posting:
        """The posting with pay, place, dates, and title read."""
        return enrich(item, datetime.now(UTC), self.dictionary)
