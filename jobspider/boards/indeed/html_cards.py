"""Search results of Indeed read from the visible page: layouts from 2017 on, and pages whose data was cut away.

Each result takes the shape of the embedded JSON, so one mapping serves both.
"""

from typing import Any

from parsel import Selector

from jobspider.boards.indeed.visible import shown
from jobspider.boards.raw import stated

RESULTS = "div.job_seen_beacon, div.jobsearch-SerpJobCard, div.result[data-jk]"
TITLE = "h2 a[data-jk] span[title], h2.jobTitle span[title], h2.title a, h2 a, a.jobtitle"
COMPANY = "[data-testid='company-name'], .companyName, span.company"
LOCATION = "[data-testid='text-location'], .companyLocation, .location"
SALARY = ".salary-snippet-container, .salary-snippet, .salaryText, span.no-wrap"
ESTIMATE = ".estimated-salary-container, .estimated-salary"
KINDS = ".metadata:not(.salary-snippet-container) [data-testid='attribute_snippet_testid'], .attribute_snippet"
SNIPPET = "[data-testid='belowJobSnippet'], .job-snippet, .summary, .result-footer ul, .underShelfFooter ul"
DATE = "[data-testid='myJobsStateDate'], span.date"
SPONSORED = ".sponsoredGray, .sdn, .sponsoredJob, a[href*='/pagead/']"
SHOWS_RESULTS = (b"job_seen_beacon", b"jobsearch-SerpJobCard")
NOTHING_FOUND = (b"jobsearch-NoResult", b'class="no_results"', b"did not match any jobs")


def html_cards(page: str) -> list[dict[str, Any]]:
    """The results of the visible page, none where it has none."""
    return [html_card(result) for result in Selector(page, type="html").css(RESULTS)]


def html_card(result: Selector) -> dict[str, Any]:
    """One result."""
    salary, estimate = shown(result, SALARY), shown(result, ESTIMATE)
    return stated(
        {
            # In 2021 the whole result lay inside the link, before and after the link is inside the result.
            "jobkey": result.xpath("descendant-or-self::*/@data-jk | ancestor::a/@data-jk").get(),
            "displayTitle": shown(result, TITLE),
            "company": shown(result, COMPANY),
            "companyOverviewLink": result.css(COMPANY).css("a::attr(href)").get(),
            "formattedLocation": shown(result, LOCATION),
            "salarySnippet": {"text": salary} if any(letter.isdigit() for letter in salary or "") else None,
            "estimatedSalary": {"formattedRange": estimate} if estimate else None,
            "jobTypes": [kind.strip() for kind in result.css(KINDS).xpath("text()").getall()],
            "remoteLocation": bool(result.css("span.remote")),
            "snippet": "".join(result.css(SNIPPET)[:1].xpath("node()").getall()).strip(),
            "formattedRelativeTime": shown(result, DATE),
            "sponsored": bool(result.css(SPONSORED) or result.xpath("ancestor::a[contains(@href, '/pagead/')]")),
        }
    )
