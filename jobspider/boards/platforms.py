"""Applicant-tracking platforms that a careers page leads to, and the spider that reads each."""

import re
from dataclasses import dataclass

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,98}"
_PATTERNS = {
    "greenhouse": rf"\b(?:job-)?boards(?:\.eu)?\.greenhouse\.io/(?:embed/job_(?:board|app)(?:/js)?\?for=)?({_NAME})",
    "lever": rf"\bjobs(?:\.eu)?\.lever\.co/({_NAME})",
    "ashby": rf"\bjobs\.ashbyhq\.com/({_NAME})",
    "smartrecruiters": rf"\b(?:careers|jobs)\.smartrecruiters\.com/({_NAME})",
    "recruitee": rf"//({_NAME})\.recruitee\.com\b",
    "workable": rf"\bapply\.workable\.com/({_NAME})",
    "teamtailor": rf"//({_NAME})\.teamtailor\.com\b",
    "personio": rf"//({_NAME}\.jobs\.personio\.(?:com|de))\b",
}
_LINK = {platform: re.compile(pattern) for platform, pattern in _PATTERNS.items()}
_NO_EMPLOYER = frozenset(
    ("api", "app", "assets", "assets-aws", "cdn", "embed", "js", "static", "support", "tt", "widget", "www")
)
"""What stands in the employer's place in addresses of the platforms' own."""


@dataclass(frozen=True)
class Platform:
    """Where an employer's postings are."""

    spider: str
    employer: str

    @property
    def command(self) -> str:
        """What crawls them."""
        return f"scrapy crawl {self.spider} -a employers={self.employer}"


def platform_of(page: str) -> Platform | None:
    """The platform that a page links to or embeds, the first in the order above; None for none that is known."""
    for spider, pattern in _LINK.items():
        employers = (found[1] for found in pattern.finditer(page))
        if employer := next((each for each in employers if each.lower() not in _NO_EMPLOYER), None):
            return Platform(spider, employer)
    return None
