"""Words that say something about a job: what a word cloud shows."""

import re
from functools import cache

from jobspider.clean._tables import table

LONGEST = 40
"""Characters of a word; what is longer is a link or a mistake."""
_WORD = re.compile(r"[^\W\d_]+(?:\+\+|#)?")


def cloud_words(text: str) -> set[str]:
    """The different words of a text in lower case, of two letters to LONGEST, without stop words. `c++`, `c#` count."""
    return {word for word in _WORD.findall(text.lower()) if 1 < len(word) <= LONGEST} - stop_words()


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing by themselves, and those that every advertisement has, of all languages together."""
    return frozenset(word for line in table("stop_words.tsv") for word in line.split("\t")[1].split())
