"""A plain careers site: a list of links, page by page, and job pages with schema.org data in several shapes."""

from html import escape

from jobspider.sample.company_page import company_path
from jobspider.sample.data import Board, SamplePosting
from jobspider.sample.description import description_html
from jobspider.sample.html import linked_data, page
from jobspider.sample.schema_org import job_posting

PAGE_SIZE = 20


def career_list(board: Board, number: int) -> str | None:
    """List page `number` (from 1), None past the end; the next one is linked with rel="next"."""
    first = (number - 1) * PAGE_SIZE
    if not 0 <= first < max(board.size, 1):
        return None
    slots = range(first, min(first + PAGE_SIZE, board.size))
    rows = "".join(_row(board.posting(slot)) for slot in slots)
    following = f'<a rel="next" href="/careers?page={number + 1}">Next</a>' if slots.stop < board.size else ""
    return page("Careers", f'<h1>Careers</h1><ul class="jobs">{rows}</ul>{following}')


def career_job(posting: SamplePosting) -> str:
    """The page of one job. Its JSON-LD is a single object, an @graph or a list, as sites vary."""
    employer = f'<a class="company" href="{company_path(posting.company)}">{escape(posting.company)}</a>'
    heading = f"<h1>{escape(posting.title)}</h1><p>{employer}, {escape(posting.location)}</p>"
    return page(
        posting.title, f"{heading}<article>{description_html(posting)}</article>", linked_data(_shaped(posting))
    )


def _row(posting: SamplePosting) -> str:
    link = f'<a class="job" href="/careers/{posting.key}">{escape(posting.title)}</a>'
    return f"<li>{link} <span>{escape(posting.location)}</span></li>\n"


def _shaped(posting: SamplePosting) -> object:
    identifier = {"@type": "PropertyValue", "name": posting.company, "value": posting.key}
    data = {**job_posting(posting), "identifier": identifier}
    company = {"@context": "https://schema.org", "@type": "Organization", "name": posting.company}
    if posting.number % 3 == 1:
        return {"@context": "https://schema.org", "@graph": [company, data]}
    return [company, data] if posting.number % 3 == 2 else data
