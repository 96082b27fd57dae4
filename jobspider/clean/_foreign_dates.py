"""Dates with month names of other languages, through dateparser: slow, so only for what the own patterns leave."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from jobspider.clean._calendar import latest_not_after
from jobspider.clean.countries import Country

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_USUAL = ("en", "es", "de", "fr", "it", "pt", "nl", "pl", "sv")
_DAY_AND_NAME = re.compile(r"(?=[^\n]{5,50}$)(?=.*\d)(?=.*[^\W\d_]{3})[\w\s.,/'’:\-]+$")  # noqa: RUF001
_ORDINAL = re.compile(r"(?<=\d)(?:er|º|ª|°|:a|:e)\b")
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def parse_foreign(text: str, today: datetime, home: Country | None) -> datetime | None:
    """A date whose day and month are both written; the latest one not after today where the year is not."""
    if not _DAY_AND_NAME.match(text):
        return None
    found = _parser(home.languages if home else ()).get_date_data(_ORDINAL.sub("", text)).date_obj
    if found is None:
        return None
    if not _HAS_YEAR.search(text):
        return latest_not_after(today, found.month, found.day)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


@cache
def _parser(languages: tuple[str, ...]) -> "DateDataParser":
    from dateparser.data.languages_info import language_order  # noqa: PLC0415  few dates need it, and it takes 5 MB
    from dateparser.date import DateDataParser  # noqa: PLC0415  as above

    known = [language for language in dict.fromkeys((*languages, *_USUAL)) if language in language_order]
    settings = {"REQUIRE_PARTS": ["day", "month"], "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    return DateDataParser(languages=known, settings=settings)
