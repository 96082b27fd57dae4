"""CategoryFeedBoard: sites with one feed for all postings and one for each category."""

import re
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from jobspider.boards.feed import FeedBoard
from jobspider.errors import ConfigError

CATEGORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


class CategoryFeedBoard(FeedBoard):
    """As FeedBoard; `-a category=NAME,NAME` reads the feeds of these categories in the place of `start_urls`."""

    category_url: ClassVar[str]
    """Address of a category's feed, with `{category}` where its name stands."""

    def __init__(self, name: str | None = None, *, category: str = "", **arguments: Any) -> None:
        """`category`: names as they stand in the addresses of the site's category pages, commas between them."""
        super().__init__(name, **arguments)
        self.categories = [each.strip() for each in category.split(",") if each.strip()]
        for each in self.categories:
            if not CATEGORY.fullmatch(each):
                raise ConfigError(
                    f"The argument category names {each!r}: a category is written as in its page's address, in "
                    "letters, digits and hyphens, like remote-programming-jobs."
                )

    async def start(self) -> AsyncIterator[Any]:
        """One request a category, or one for each feed of `start_urls`."""
        feeds = [self.category_url.format(category=each) for each in self.categories]
        for url in feeds or self.start_urls:
            yield self.request(url, self.parse)
