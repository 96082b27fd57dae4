"""Where the work is: jobLocation, jobLocationType, applicantLocationRequirements."""

from typing import Any

from jobspider.boards.raw import Raw, stated
from jobspider.boards.schema_org.values import first, many, number, text, texts


def place(node: dict[str, Any]) -> Raw:
    """The places as one text, the parts of the first of them, and whether the work is remote."""
    places = [stated(one_place(each)) for each in many(node.get("jobLocation"))]
    named = list(dict.fromkeys(each["location_raw"] for each in places if "location_raw" in each))
    parts = next((each for each in places if each), {}) or required(node)
    remote = any("TELECOMMUTE" in kind.upper() for kind in texts(node.get("jobLocationType")))
    whole = {"location_raw": "; ".join(named)} if named else {}
    return {**parts, **whole, **({"work_mode": "remote"} if remote else {})}


def one_place(value: Any) -> Raw:
    """A Place, a PostalAddress, or a text."""
    if not isinstance(value, dict):
        return {"location_raw": text(value)}
    address = first(value.get("address")) or value
    if not isinstance(address, dict):
        return {"location_raw": text(address), **coordinates(value)}
    parts = {
        "locality": text(address.get("addressLocality")),
        "region": text(address.get("addressRegion")),
        "postal_code": text(address.get("postalCode")),
        "country": text(address.get("addressCountry")),
    }
    whole = ", ".join(dict.fromkeys(part for part in parts.values() if part))
    return {**parts, "location_raw": whole or text(address) or text(value), **coordinates(value)}


def coordinates(place: dict[str, Any]) -> Raw:
    """Latitude and longitude in degrees, from `geo` or from the place itself."""
    geo = first(place.get("geo"))
    geo = geo if isinstance(geo, dict) else place
    return {"latitude": number(geo.get("latitude")), "longitude": number(geo.get("longitude"))}


def required(node: dict[str, Any]) -> Raw:
    """Where an applicant must live: the only place that fully remote postings name."""
    names = texts(node.get("applicantLocationRequirements"))
    kinds = [each.get("@type") for each in many(node.get("applicantLocationRequirements")) if isinstance(each, dict)]
    country = names[0] if len(names) == 1 and kinds == ["Country"] else None
    return stated({"location_raw": "; ".join(names), "country": country})
