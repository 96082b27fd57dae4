"""A posting as schema.org JSON-LD: https://schema.org/JobPosting."""

from typing import Any

from jobspider.posting import StoredPosting


def json_ld(posting: StoredPosting) -> dict[str, Any]:
    """What is known of the posting, in schema.org's words; properties without a value are left out."""
    known = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": posting.source, "value": posting.source_id},
        "url": posting.url,
        "title": posting.title,
        "description": posting.description_html or posting.description_text,
        "datePosted": posting.date_posted.isoformat() if posting.date_posted else None,
        "validThrough": posting.valid_through.isoformat() if posting.valid_through else None,
        "employmentType": sorted(posting.employment_type),
        "hiringOrganization": _typed("Organization", name=posting.company, sameAs=posting.company_url),
        "jobLocation": _typed("Place", address=_address(posting), geo=_geo(posting)),
        "jobLocationType": "TELECOMMUTE" if posting.work_mode == "remote" else None,
        "baseSalary": _salary(posting),
        "skills": ", ".join(posting.skills),
    }
    return {name: value for name, value in known.items() if value}


def _address(posting: StoredPosting) -> dict[str, Any] | None:
    return _typed(
        "PostalAddress",
        addressLocality=posting.locality,
        addressRegion=posting.region,
        addressCountry=posting.country,
        postalCode=posting.postal_code,
    )


def _geo(posting: StoredPosting) -> dict[str, Any] | None:
    if posting.latitude is None or posting.longitude is None:
        return None
    return _typed("GeoCoordinates", latitude=posting.latitude, longitude=posting.longitude)


def _salary(posting: StoredPosting) -> dict[str, Any] | None:
    """Only what the board states: an estimate is not the employer's offer."""
    if posting.salary_source == "estimated":
        return None
    bounds = {"minValue": posting.salary_min, "maxValue": posting.salary_max}
    value = _typed("QuantitativeValue", **bounds, unitText=posting.salary_period)
    known = value is not None and any(bound is not None for bound in bounds.values())
    return _typed("MonetaryAmount", currency=posting.salary_currency, value=value) if known else None


def _typed(kind: str, **values: Any) -> dict[str, Any] | None:
    """A node with what is known of it; None when that is nothing."""
    known = {name: value for name, value in values.items() if value is not None}
    return {"@type": kind, **known} if known else None
