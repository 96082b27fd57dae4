"""The state embedded in a job page of Indeed, or answered as JSON: the same model in both."""

from typing import Any

import jmespath  # type: ignore[import-untyped]  # publishes no types

from jobspider.boards.indeed.attributes import ATTRIBUTE, JOB_TYPES, job_types, key_of, work_mode
from jobspider.boards.indeed.pay import declared_or_estimated, estimated_pay, range_of
from jobspider.boards.indeed.site import company_url
from jobspider.boards.raw import Raw, employment, stated
from jobspider.boards.shape import Shape, shaped

# The fields that stand somewhere in the state as they are; `||` passes over what is empty.
FIELDS = {
    field: jmespath.compile(path)
    for field, path in {
        "source_id": "jobKey || job.key",
        "title": "header.jobTitle || jobTitle || job.title",
        "company": "header.companyName || job.sourceEmployerName",
        "description_html": "info.sanitizedJobDescription.content || info.sanitizedJobDescription "
        "|| job.description.html",
        "language": "jobLanguage || job.language",
        "location_raw": "header.formattedLocation || jobLocation || job.location.formatted.long",
        "locality": "job.location.city",
        "region": "job.location.admin1Code",
        "country": "job.location.countryCode || jobCountry",
        "postal_code": "job.location.postalCode",
        "latitude": "job.location.latitude",
        "longitude": "job.location.longitude",
        "date_posted": "job.dateOnIndeed || job.datePublished",
        "date_posted_raw": "hiringInsightsModel.age || jobMetadataFooterModel.age",
        "is_sponsored": "sponsored",
        "is_expired": "job.expired",
        "valid_through": "job.expirationDate",
    }.items()
}
INFO = jmespath.compile("jobInfoWrapperModel.jobInfoModel")
HEADER = jmespath.compile("jobInfoHeaderModel")
JOB = jmespath.compile("hostQueryExecutionResult.data.jobData.results[0].job")
TYPES = jmespath.compile("job.jobTypes || info.jobDescriptionSectionModel.jobDetailsSection.jobTypes")
ESTIMATE = jmespath.compile("salaryGuideModel.estimatedSalaryModel")
EXPIRED = jmespath.compile("info.expiredJobMetadataModel")


HEADER_SHAPE: Shape = {"companyOverviewLink": str, "remoteWorkModel": {"type": str}}
INFO_SHAPE: Shape = {"jobMetadataHeaderModel": {"jobType": str}}
JOB_SHAPE: Shape = {
    "employer": {"relativeCompanyPageUrl": str},
    "attributes": [ATTRIBUTE],
    "jobTypes": [ATTRIBUTE],
    "url": str,
}
BODY_SHAPE: Shape = {
    "salaryInfoModel": {
        "salaryText": str,
        "salaryMin": (int, float, str),
        "salaryMax": (int, float, str),
        **dict.fromkeys(("salaryType", "salaryCurrency", "salarySource"), str),
    },
    "salaryGuideModel": {"estimatedSalaryModel": {"formattedRange": str, "min": (int, float), "max": (int, float)}},
}


def job_state(state: Any) -> dict[str, Any] | None:
    """The job in a page's state, whichever way it is wrapped; None where the state is not that of a job.

    Search pages that open their first job carry it as `autoOpenTwoPaneViewjobResponse`; the answer to a click on a
    result is `{"status": "success", "body": …}`.
    """
    if not isinstance(state, dict):
        return None
    wrapped = state.get("body")
    body = wrapped if isinstance(wrapped, dict) else state
    info, job = shaped(INFO.search(body), INFO_SHAPE) or {}, shaped(JOB.search(body), JOB_SHAPE) or {}
    if not info and not job:
        return None
    header = shaped(HEADER.search(info), HEADER_SHAPE) or {}
    return {**shaped(body, BODY_SHAPE), "info": info, "header": header, "job": job}


def state_posting(view: dict[str, Any], origin: str) -> Raw:
    """The posting as a job's state (from `job_state`) has it."""
    header, job = view["header"], view["job"]
    link = header.get("companyOverviewLink") or (job.get("employer") or {}).get("relativeCompanyPageUrl")
    types = shaped(TYPES.search(view), [ATTRIBUTE]) or [
        each for each in job.get("attributes") or () if key_of(each) in JOB_TYPES
    ]
    label = (view["info"].get("jobMetadataHeaderModel") or {}).get("jobType")
    return stated(
        {
            **{field: path.search(view) for field, path in FIELDS.items()},
            **({"is_expired": True} if EXPIRED.search(view) else {}),
            **employment(job_types(types, filter(None, [label]))),
            "work_mode": work_mode(header.get("remoteWorkModel"), job.get("attributes") or ()),
            "company_url": company_url(origin, link),
            "apply_url": outside(job.get("url")),
            **state_pay(view.get("salaryInfoModel") or {}, ESTIMATE.search(view)),
        }
    )


def outside(url: str | None) -> str | None:
    """The employer's own page of the job; Indeed's own addresses are not another place to apply."""
    return url if url and ".indeed." not in url else None


def state_pay(model: dict[str, Any], estimate: dict[str, Any] | None) -> Raw:
    """The pay shown at the head of the job; Indeed's estimate only where none is."""
    if not any(model.get(name) for name in ("salaryText", "salaryMin", "salaryMax")):
        return estimated_pay(estimate) if estimate else {}
    figures = {"min": model.get("salaryMin"), "max": model.get("salaryMax"), "type": model.get("salaryType")}
    return {
        "salary_raw": model.get("salaryText"),
        "salary_currency": model.get("salaryCurrency"),
        "salary_source": declared_or_estimated(model.get("salarySource")),
        **range_of(figures),
    }
