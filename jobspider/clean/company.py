"""Names of hiring organizations."""

import re

from jobspider.clean.text import clean_text, truncate_bytes

_LONGEST = 255  # bytes
_UNKNOWN = re.compile(
    r"(?:n/?a|none|null|nan|unknown|undefined|-+|\.+|confidential(?:e|ial|o)?(?: company| employer)?"
    r"|empresa confidencial|anonymous|private"
    r"(?: advertiser| employer)?|not (?:specified|disclosed|available)|undisclosed|company confidential"
    r"|company name|hidden|employer|recruiter)",
    re.IGNORECASE,
)
_RATING = re.compile(r"\s*(?:\b[0-5][.,]\d\s*(?:★|stars?|out of 5)?|\d(?:\.\d)?\s*★)\s*$", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:company(?: name)?|employer|posted by|hiring organi[sz]ation|jobs (?:at"
    r"|by))\s*[:\-]?\s+(?=\S)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:\bjobs|\bcareers|[|•·].*)$|\s+-\s+(?:jobs|careers)$", re.IGNORECASE)


def clean_company(name: str) -> str | None:
    """The name on one line, at most 255 bytes, without a rating, label or quotes round it; None when it names nobody.

    Legal forms (`Ltd`, `GmbH`) stay: they belong to the name that the page shows.
    """
    line = clean_text(name[:1000]).strip("\"'“”„ ")
    line = _TAIL.sub("", _RATING.sub("", _LABEL.sub("", line))).strip(" ,;-–|")  # noqa: RUF001
    if not re.search(r"\w", line) or _UNKNOWN.fullmatch(line):
        return None
    return truncate_bytes(line, _LONGEST).strip()
