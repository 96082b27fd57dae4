"""Small helpers that the pages share: escaping, embedding JSON, and tokens that look like a tracker's."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, time
from hashlib import shake_128
from html import escape


def script_json(value: object) -> str:
    """JSON that may stand inside a <script>: the site writes `<` and `>` as escapes too."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003C").replace(">", "\\u003E")


def token(purpose: str, key: str, length: int) -> str:
    """`length` (a multiple of 4) characters that mean nothing and are the same each time."""
    return urlsafe_b64encode(shake_128(f"{purpose}:{key}".encode()).digest(length * 3 // 4)).decode()


def epoch_milliseconds(day: date, hour: int = 5, minute: int = 0) -> int:
    """A moment of that day in UTC; the site publishes at midnight of its home, which is 05:00 UTC."""
    return int(datetime.combine(day, time(hour, minute), UTC).timestamp()) * 1000


def relative_age(days: int) -> str:
    """As the site words it."""
    if days == 0:
        return "Just posted"
    return "30+ days ago" if days > 30 else f"{days} day{'s' if days > 1 else ''} ago"


def linked_data(value: object) -> str:
    """A <script> of JSON-LD."""
    return f'<script type="application/ld+json">{script_json(value)}</script>\n'


def page(title: str, body: str, head: str = "") -> str:
    """A whole HTML document; `title` is plain text, the others are HTML."""
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>\n{head}</head>\n<body>\n{body}\n</body></html>\n"
    )
