"""A posting as schema.org/JobPosting, which both kinds of job page embed."""

from datetime import timedelta

from jobspider.sample.data import SamplePosting
from jobspider.sample.description import description_html
from jobspider.sample.employment import TYPES
from jobspider.sample.pay import Pay


def job_posting(posting: SamplePosting) -> dict[str, object]:
    """JSON-LD of one posting, without what it doesn't know."""
    employment = sorted({TYPES[label].schema_org for label in posting.types} - {""})
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": posting.title,
        "datePosted": f"{posting.published.isoformat()}T09:30:00.000Z",
        "validThrough": f"{(posting.published + timedelta(days=60)).isoformat()}T23:59:59Z",
        "description": description_html(posting),
        "directApply": posting.number % 3 == 0,
        "employmentType": employment if len(employment) > 1 else employment[0],
        "hiringOrganization": {"@type": "Organization", "name": posting.company, "sameAs": home_page(posting.company)},
        "jobLocation": {"@type": "Place", "address": _address(posting), "geo": _coordinates(posting)},
    }
    if posting.remote == "Remote":
        data["jobLocationType"] = "TELECOMMUTE"
    if posting.pay and not posting.pay.estimated:
        data["baseSalary"] = _salary(posting.pay)
    return data


def home_page(company: str) -> str:
    """An address of the company's own, on a top-level domain that nobody has."""
    return f"https://{''.join(filter(str.isalnum, company.lower()))}.example/"


def _address(posting: SamplePosting) -> dict[str, object]:
    address: dict[str, object] = {
        "@type": "PostalAddress",
        "addressCountry": "GB",
        "addressLocality": posting.place.town,
        "addressRegion": posting.place.region,
    }
    return {**address, "postalCode": posting.district} if posting.district else address


def _coordinates(posting: SamplePosting) -> dict[str, object]:
    return {"@type": "GeoCoordinates", "latitude": posting.place.latitude, "longitude": posting.place.longitude}


def _salary(pay: Pay) -> dict[str, object]:
    bounds = {"minValue": pay.low, "maxValue": pay.high}
    known = {name: value for name, value in bounds.items() if value is not None}
    if pay.low == pay.high:
        known = {"value": pay.low or 0}
    return {
        "@type": "MonetaryAmount",
        "currency": "GBP",
        "value": {"@type": "QuantitativeValue", "unitText": pay.period, **known},
    }
