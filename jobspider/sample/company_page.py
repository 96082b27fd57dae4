"""What the careers site says of each employer: a page with schema.org/Organization beside the site's own."""

from html import escape

from jobspider.sample.companies import NAMES
from jobspider.sample.html import linked_data, page
from jobspider.sample.schema_org import home_page

COMPANIES = "/companies/"
_INDUSTRIES = ("Banking", "Education", "Energy", "Health care", "Retail", "Software")
_SIZES = (11, 51, 251, 1001)


def company_path(name: str) -> str:
    """The path of the employer's page."""
    return f"{COMPANIES}{_slug(name)}"


def company_page(path: str) -> str | None:
    """The page at such a path; None where no employer has it."""
    name = _BY_SLUG.get(path.removeprefix(COMPANIES))
    if name is None:
        return None
    site = {"@type": "Organization", "name": "Sample board", "url": "/"}
    data = {"@context": "https://schema.org", "@graph": [site, _organization(name)]}
    return page(name, f"<h1>{escape(name)}</h1>", linked_data(data))


def _organization(name: str) -> dict[str, object]:
    number = NAMES.index(name)
    least = _SIZES[number % len(_SIZES)]
    return {
        "@type": "Corporation",
        "name": name,
        "url": company_path(name),
        "sameAs": [home_page(name)],
        "industry": _INDUSTRIES[number % len(_INDUSTRIES)],
        "numberOfEmployees": {"@type": "QuantitativeValue", "minValue": least, "maxValue": least * 5 - 5},
        "logo": {"@type": "ImageObject", "url": f"{company_path(name)}/logo.png"},
    }


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())


_BY_SLUG = {_slug(name): name for name in NAMES}
