"""The board's robots.txt: Indeed's rules for everyone as far as they concern what is served here."""

from typing import Literal

Robots = Literal["indeed", "allow", "disallow"]

# As the rules stood in August 2026: search pages up to start=90, and only where another parameter follows `start`.
_ALLOWED = ("/", *(f"/*&start={start}&" for start in range(0, 100, 10)))
_FORBIDDEN = (
    "/*&start=",
    "/*?rss",
    "/*radius=",
    "/*rt=nc",
    "/*sid=",
    "/*sp=0",
    "/applystart",
    "/cdn-cgi/",
    "/graphql",
    "/job/",
    "/jobs/GB/",
    "/m/viewjob?",
    "/pagead/",
    "/rc/",
    "/rss",
    "/viewjob?",
)


def robots_txt(variant: Robots) -> str:
    """The file's text; "allow" and "disallow" hold for every path."""
    if variant != "indeed":
        return f"User-agent: *\n{variant.capitalize()}: /\n"
    rules = [f"Allow: {path}" for path in _ALLOWED] + [f"Disallow: {path}" for path in _FORBIDDEN]
    return "\n".join(["User-agent: *", *rules, ""])
