"""The field types of a posting: each carries its rule, its limit and its column."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from html import escape
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, PlainSerializer, ValidationInfo
from sqlalchemy import BigInteger, Boolean, Float, Integer, String

from jobspider.clean.countries import country_code
from jobspider.clean.currency_codes import CODES
from jobspider.clean.dates import parse_date
from jobspider.clean.employment import employment_types
from jobspider.clean.money import period_of
from jobspider.clean.text import clean_block, clean_text, html_to_text, sanitize_html, truncate_bytes
from jobspider.columns import LabelSet, TextTuple, UtcDateTime, key_text, long_text, money

DESCRIPTION_BYTES = 500_000
"""Longest description kept; the longest real ones seen have 60 KB."""

Employment = Literal["FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"]
Contract = Literal["permanent", "contract", "temporary", "apprenticeship", "internship"]
WorkMode = Literal["remote", "hybrid", "onsite"]
Period = Literal["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]
SalarySource = Literal["declared", "text", "estimated"]


def written(value: object) -> str:
    """A text, or a number as one; empty for None. Anything else is no text that a page shows to anybody."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("is no text")  # noqa: TRY004  # pydantic takes a TypeError for a mistake of ours
    return str(value)


def one_line(limit: int) -> BeforeValidator:
    """Text on one line, cleaned, cut at `limit` characters; blank text is None."""

    def clean(value: object) -> str | None:
        text = clean_text(written(value))
        return text[:limit].rstrip() or None

    return BeforeValidator(clean)


def bounded_key(value: object) -> str | None:
    """A site's own key; one that is too long for its column keeps its start and gets a digest, so it stays unique."""
    key = clean_text(written(value))
    if len(key) <= 255:
        return key or None
    return f"{key[:214]}~{blake2b(key.encode(), digest_size=20).hexdigest()}"


def http_url(value: object) -> str | None:
    """An absolute http(s) URL without credentials, at most 2,048 characters."""
    url = clean_text(written(value)).replace(" ", "%20")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not an absolute http or https URL")
    if parts.username or parts.password:
        raise ValueError("holds credentials")
    if len(url) > 2048:
        raise ValueError("is longer than 2,048 characters")
    return url


def safe_html(value: object) -> str | None:
    """Sanitised HTML, bounded in bytes before and after, since a cut may leave tags that get closed."""
    html = sanitize_html(truncate_bytes(written(value), DESCRIPTION_BYTES)) if value else ""
    if len(html) > DESCRIPTION_BYTES // 4 and len(html.encode()) > DESCRIPTION_BYTES:
        # Escaped anew: a page's `&lt;script&gt;` has become `<script>` by now.
        return truncate_bytes(escape(html_to_text(html), quote=False), DESCRIPTION_BYTES)
    return html or None


def block(value: object) -> str | None:
    """Text with its paragraphs, bounded in bytes."""
    return (truncate_bytes(clean_block(written(value)), DESCRIPTION_BYTES) or None) if value else None


def moment(value: object, info: ValidationInfo) -> datetime | None:
    """An aware datetime from a datetime, an epoch or a date text; the context has now and the country."""
    if value is None or isinstance(value, datetime):
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
    context = info.context or {}
    now = context.get("now") or datetime.now(UTC)
    found = parse_date(value if isinstance(value, int | float) else str(value), now, context.get("country"))
    if found is None:
        raise ValueError("is not a date that can be read")
    return found


def amount(value: object) -> float | None:
    """A bound of pay, in units of its currency with two decimals; 0, -1 and the like mean that there is none."""
    if value is None or value == "":
        return None
    number = float(str(value).replace(",", ""))
    if not math.isfinite(number) or number > 1e11:
        raise ValueError("is not an amount of money")
    return round(number, 2) if number > 0 else None


def mapped(function: Any) -> BeforeValidator:
    """A site's word through a cleaner that knows the standard term; an unknown word is refused, not guessed."""

    def look_up(value: object) -> str | None:
        if value is None or value == "":
            return None
        found: str | None = function(str(value))
        if found is None:
            raise ValueError("is not a word that jobspider knows here")
        return found

    return BeforeValidator(look_up)


def labels(value: object) -> frozenset[str]:
    """Schema.org employment types from a site's labels; what is neither is left out."""
    if value is None:
        return frozenset()
    found = [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else []
    known = {label for label in found if label in get_args(Employment)}
    return frozenset(known | employment_types([str(label) for label in found if label not in known]))


def language_code(value: str) -> str | None:
    """The primary language subtag of a BCP 47 tag: `en-GB` and `en_GB` are `en`."""
    code = value.strip().replace("_", "-").split("-")[0].lower()
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None


def currency_code(value: str) -> str | None:
    """An ISO 4217 code in capitals; None for any other three letters, which would be a wrong currency."""
    code = value.strip().upper()
    return code if code in CODES else None


Key = Annotated[str, BeforeValidator(bounded_key), key_text(255)]
Source = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64), key_text(64)]
Title = Annotated[str, one_line(300), String(300)]
PostalCode = Annotated[str, one_line(16), String(16)]
Line = Annotated[str, one_line(255), String(255)]
Url = Annotated[str, BeforeValidator(http_url), String(2048)]
Html = Annotated[str, BeforeValidator(safe_html), long_text()]
Block = Annotated[str, BeforeValidator(block), long_text()]
Language = Annotated[str, mapped(language_code), String(3)]
Country = Annotated[str, mapped(country_code), String(2)]
Currency = Annotated[str, mapped(currency_code), String(3)]
PayPeriod = Annotated[Period, mapped(period_of), String(5)]
Amount = Annotated[float, BeforeValidator(amount), money()]
Moment = Annotated[AwareDatetime, BeforeValidator(moment), AfterValidator(lambda at: at.astimezone(UTC)), UtcDateTime()]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), Float(53)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), Float(53)]
Mark = Annotated[bool, Boolean()]
EmploymentTypes = Annotated[
    frozenset[Employment], BeforeValidator(labels), PlainSerializer(sorted, return_type=list[str]), LabelSet()
]
Seniority = Annotated[str, String(16)]
ContractType = Annotated[Contract, String(16)]
WorkModes = Annotated[WorkMode, String(8)]
SalarySources = Annotated[SalarySource, String(16)]
RowId = Annotated[int, BigInteger().with_variant(Integer(), "sqlite")]
Reason = Annotated[str, String(32)]
Skills = Annotated[tuple[str, ...], TextTuple()]
