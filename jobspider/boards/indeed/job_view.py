"""What a visitor sees of a job page of Indeed, for pages whose data was cut away. Names of several years."""

from parsel import Selector

from jobspider.boards.indeed.site import company_url
from jobspider.boards.indeed.visible import shown
from jobspider.boards.raw import Raw, stated

# For each field, where it stood in the layouts from 2019 on, the newest first.
PLACES = {
    "title": "[data-testid='jobsearch-JobInfoHeader-title'], .jobsearch-JobInfoHeader-title, h1",
    "company": "[data-testid='inlineHeader-companyName'], "
    ".jobsearch-InlineCompanyRating > div:first-child, .icl-u-lg-mr--sm",
    "location_raw": "[data-testid='inlineHeader-companyLocation'], [data-testid='job-location'], "
    ".jobsearch-JobInfoHeader-subtitle > div:last-child",
    "salary_raw": "#salaryInfoAndJobType > span:first-child, .jobsearch-JobMetadataHeader-item .icl-u-xs-mr--xs",
}
DESCRIPTION = "#jobDescriptionText"


def view_posting(page: str, origin: str) -> Raw:
    """The posting as the visible page shows it."""
    selector = Selector(page, type="html")
    seen = {field: shown(selector, places) for field, places in PLACES.items()}
    company_link = selector.css("[data-testid='inlineHeader-companyName'] a::attr(href)").get()
    pay = {"salary_source": "declared"} if any(c.isdigit() for c in seen["salary_raw"] or "") else {"salary_raw": None}
    return stated(
        {
            **seen,
            **pay,
            "company_url": company_url(origin, company_link),
            "description_html": "".join(selector.css(DESCRIPTION).xpath("node()").getall()).strip(),
        }
    )
