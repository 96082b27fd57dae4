"""What the spelling of a task's URL is enough to refuse."""

from jobspider import spelling
from jobspider.addresses import Addresses
from jobspider.task import LONGEST_URL


def refusal(url: str, addresses: Addresses) -> str | None:
    """Why a URL is not fetched, as a sentence; None where its spelling says nothing against it."""
    return too_long(url) or spelling.refusal(url, addresses)


def too_long(url: str) -> str | None:
    """The sentence for a URL that is not even looked at."""
    return f"the URL is longer than {LONGEST_URL} characters" if len(url) > LONGEST_URL else None
