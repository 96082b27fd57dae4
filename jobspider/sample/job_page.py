"""Indeed's page of one job: JSON-LD, the embedded state, and what the visitor sees, each for itself complete."""

from html import escape

from jobspider.sample.data import SamplePosting
from jobspider.sample.description import description_html
from jobspider.sample.employment import REMOTE, TYPES
from jobspider.sample.html import epoch_milliseconds, linked_data, page, relative_age, script_json
from jobspider.sample.job_card import PERIODS
from jobspider.sample.schema_org import job_posting


def job_page(posting: SamplePosting) -> str:
    """The page that `/viewjob?jk=…` answers."""
    title = f"{posting.title} - {posting.location} - Indeed.com"
    state = f"<script>window._initialData={script_json(_state(posting))};</script>"
    return page(title, state + _visible(posting), linked_data(job_posting(posting)))


def _state(posting: SamplePosting) -> dict[str, object]:
    header = {
        "companyName": posting.company,
        "formattedLocation": posting.location,
        "jobTitle": posting.title,
        "remoteLocation": posting.remote == "Remote",
        "remoteWorkModel": _remote(posting),
        "subtitle": f"{posting.company} - {posting.location}",
    }
    types = [{"label": label, "sentiment": "UNKNOWN", "suid": TYPES[label].key} for label in posting.types]
    details = {"isJobExpired": posting.expired, "jobTypes": types, "title": "Job details"}
    return {
        "baseUrl": "https://uk.indeed.com",
        "country": "GB",
        "hiringInsightsModel": {"age": relative_age(posting.age)},
        "hostQueryExecutionResult": {"data": {"jobData": {"results": [{"job": _job(posting)}]}}},
        "jobInfoWrapperModel": {
            "jobInfoModel": {
                "jobDescriptionSectionModel": {"jobDetailsSection": details},
                "jobInfoHeaderModel": header,
                "jobMetadataHeaderModel": {"jobType": ", ".join(posting.types)},
                "sanitizedJobDescription": description_html(posting),
            }
        },
        "jobKey": posting.key,
        "jobLanguage": "en",
        "jobLocation": posting.location,
        "jobTitle": posting.title,
        "language": "en",
        "locale": "en_GB",
        "pageId": "viewjob",
        "salaryInfoModel": _salary(posting),
    }


def _job(posting: SamplePosting) -> dict[str, object]:
    return {
        "key": posting.key,
        "title": posting.title,
        "sourceEmployerName": posting.company,
        "datePublished": epoch_milliseconds(posting.published),
        "dateOnIndeed": epoch_milliseconds(posting.published, 9, 30),
        "expired": posting.expired,
        "language": "en",
        "description": {"html": description_html(posting)},
    }


def _remote(posting: SamplePosting) -> dict[str, object] | None:
    if not posting.remote:
        return None
    return {"inlineText": False, "text": posting.remote, "type": REMOTE[posting.remote].model}


def _salary(posting: SamplePosting) -> dict[str, object] | None:
    pay = posting.pay
    if pay is None or pay.estimated:
        return None
    return {
        "salaryCurrency": "GBP",
        "salaryMax": -1 if pay.high is None else pay.high,
        "salaryMin": pay.low or 0,
        "salarySource": "EXTRACTION",
        "salaryText": pay.text,
        "salaryType": PERIODS[pay.period],
    }


def _visible(posting: SamplePosting) -> str:
    pay = f"<span>{posting.pay.text}</span>" if posting.pay and not posting.pay.estimated else ""
    return (
        f'<h1 data-testid="jobsearch-JobInfoHeader-title"><span>{escape(posting.title)}</span></h1>'
        f'<div data-testid="inlineHeader-companyName"><span>{escape(posting.company)}</span></div>'
        f'<div data-testid="inlineHeader-companyLocation"><div>{escape(posting.location)}</div></div>'
        f'<div id="salaryInfoAndJobType">{pay}<span> - {escape(", ".join(posting.types))}</span></div>'
        '<h2 id="jobDescriptionTitleHeading">Full job description</h2>'
        f'<div id="jobDescriptionText" class="jobsearch-JobComponent-description">{description_html(posting)}</div>'
    )
