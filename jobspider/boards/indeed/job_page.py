"""A job page of Indeed: JSON-LD, the embedded state and the visible page, each filling what the others lack."""

from typing import Any

from jobspider.boards.addresses import canonical_link
from jobspider.boards.embedded import DECODER, assigned, assignment
from jobspider.boards.indeed.job_state import job_state, state_posting
from jobspider.boards.indeed.job_view import view_posting
from jobspider.boards.indeed.site import job_url, key_in
from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org import Address, job_postings, raw_posting
from jobspider.errors import SchemaChangedError

INITIAL_DATA = assignment("window._initialData")
SIGNS = (b"jobInfoWrapperModel", b'id="jobDescriptionText"', b"jobsearch-JobInfoHeader", b'"JobPosting"')
CONTENT = ("title", "description_html")


def looks_like_job_page(body: bytes) -> bool:
    """Whether the page, or the JSON answer, shows one job."""
    return body.lstrip()[:1] == b"{" or any(sign in body for sign in SIGNS)


def embedded_job(body: bytes) -> dict[str, Any] | None:
    """The job's state in a page, or in a JSON answer without a page."""
    if body.lstrip()[:1] == b"{":
        return job_state(DECODER.decode(body.decode("utf-8", "replace")))
    return next((job for state in assigned(body, INITIAL_DATA) if (job := job_state(state))), None)


def job_posting(body: bytes, url: str, view: dict[str, Any] | None, origin: str) -> Raw:
    """The posting that the page at `url` shows, `view` being its embedded state.

    Raises SchemaChangedError when the page names no job key or neither title nor description.
    """
    page = body.decode("utf-8", "replace")
    state = state_posting(view, origin) if view else {}
    linked = linked_data(page, url)
    # Parsing the page costs more than all else here; it is done for pages that lack one of the two others.
    seen = view_posting(page, origin) if not all((state | linked).get(field) for field in CONTENT) or not state else {}
    key = state.get("source_id") or key_in(canonical_link(page) or "") or key_in(url)
    merged = merge(seen, linked, state)
    # An expired job's page may keep its description back.
    if not key or not merged.get("title") or not (merged.get("description_html") or merged.get("is_expired")):
        raise SchemaChangedError(
            f"{url} is no job page that can be read: it lacks a job key, a title or a description."
        )
    return {**merged, "source_id": key, "url": job_url(origin, key)}


def linked_data(page: str, url: str) -> Raw:
    """The page's JSON-LD, where it has one."""
    try:
        nodes = job_postings(page, url)
    except SchemaChangedError:
        return {}
    return stated(raw_posting(nodes[0], Address("", ""))) if nodes else {}


def merge(seen: Raw, linked: Raw, state: Raw) -> Raw:
    """The best value of each field: the state's, which is the fullest, else JSON-LD's, else what is seen.

    Pay is taken whole from one of them, so that no figure meets another's period. The longest description wins.
    The place as the page words it goes before one put together from JSON-LD's parts.
    """
    sources = (seen, linked, state)
    merged = {field: value for source in sources for field, value in source.items() if not field.startswith("salary_")}
    pay = next((found for source in reversed(sources) if (found := pay_of(source))), {})
    worded = state.get("location_raw") or seen.get("location_raw") or linked.get("location_raw")
    description = max((source.get("description_html", "") for source in reversed(sources)), key=len)
    whole = {"location_raw": worded, "description_html": description, "description_is_snippet": False}
    return stated({**merged, **whole, **pay})


def pay_of(raw: Raw) -> Raw:
    """The pay fields of a posting."""
    return {field: value for field, value in raw.items() if field.startswith("salary_")}
