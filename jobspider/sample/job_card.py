"""One result of a search, as the embedded JSON of Indeed's search page holds it (layout of 2026)."""

from html import escape
from urllib.parse import quote_plus

from jobspider.sample.data import SamplePosting
from jobspider.sample.description import snippet_html
from jobspider.sample.employment import REMOTE, TYPES
from jobspider.sample.html import epoch_milliseconds, relative_age, token
from jobspider.sample.pay import Pay

PERIODS = {"YEAR": "YEARLY", "MONTH": "MONTHLY", "WEEK": "WEEKLY", "DAY": "DAILY", "HOUR": "HOURLY"}
_BENEFITS = (("Company pension", "PNSN1"), ("Work from home", "WFHX2"), ("Sick pay", "SCKP3"))


def click_path(posting: SamplePosting) -> str:
    """The counted link: /pagead/clk when the advertiser paid, else /rc/clk. robots.txt forbids both."""
    if posting.sponsored:
        return f"/pagead/clk?mo=r&ad={token('ad', posting.key, 480)}&xkcb={token('x', posting.key, 28)}&vjs=3"
    return f"/rc/clk?jk={posting.key}&bb={token('bb', posting.key, 160)}&fccid={token('f', posting.company, 16)}&vjs=3"


def card(posting: SamplePosting, query: str, location: str) -> dict[str, object]:
    """The result's fields, as they are in the page."""
    searched = quote_plus(f"/jobs?q={quote_plus(query)}&l={quote_plus(location)}")
    return {
        "adBlob": token("ad", posting.key, 480) if posting.sponsored else "",
        "adId": str(posting.number) if posting.sponsored else "",
        "appliedOrGreater": False,
        "applyCount": -1,
        "company": posting.company,
        "companyRating": posting.number % 20 / 10 + 3,
        "companyReviewCount": posting.number % 977,
        "createDate": _created(posting),
        "displayTitle": posting.title,
        "encryptedResultData": token("result", posting.key, 44),
        "enhancedAttributesModel": {},
        **_pay_fields(posting.pay),
        "expired": posting.expired,
        "feedId": 1000 + posting.number % 90_000,
        "formattedLocation": posting.location,
        "formattedRelativeTime": relative_age(posting.age),
        "indeedApplyEnabled": posting.number % 3 == 0,
        "jobCardRequirementsModel": {"additionalRequirementsCount": 0, "jobOnlyRequirements": [], "requirements": []},
        "jobLocationCity": posting.place.town,
        "jobLocationPostal": posting.district or None,
        "jobLocationState": posting.place.region,
        "jobTypes": list(posting.types) if posting.number % 8 == 0 else [],
        "jobkey": posting.key,
        "link": click_path(posting),
        "locationCount": 1,
        "mouseDownHandlerOption": {"from": "vjs", "jobKey": posting.key, "link": click_path(posting)},
        "newJob": posting.age == 0,
        "normTitle": posting.family.titles[0],
        "pubDate": epoch_milliseconds(posting.published),
        "rankingScoresModel": {"bid": 0, "bidPosition": 0, "eApply": 0.01, "eQualified": 0},
        "remoteLocation": posting.remote == "Remote",
        **_remote_fields(posting),
        "snippet": snippet_html(posting, query),
        "sourceId": 1_000_000 + posting.number,
        "sponsored": posting.sponsored,
        "taxonomyAttributes": _attributes(posting),
        "thirdPartyApplyUrl": f"https://uk.indeed.com/applystart?jk={posting.key}&from=vj&spon=0",
        "title": posting.title,
        "truncatedCompany": posting.company[:24],
        "urgentlyHiring": posting.urgent,
        "viewJobLink": f"/viewjob?jk={posting.key}&from=vjs&viewtype=embedded&continueUrl={searched}",
    }


def _created(posting: SamplePosting) -> int:
    """Hours after the publication; for one posting in 40 years before it, as the site has it for renewed ones."""
    created = epoch_milliseconds(posting.published, 5 + posting.number % 15, posting.number % 60)
    return created - 2 * 365 * 86_400_000 if posting.number % 40 == 7 else created


def _pay_fields(pay: Pay | None) -> dict[str, object]:
    if pay is None:
        return {"salarySnippet": {"currency": "", "salaryTextFormatted": False}}
    low, high = pay.low or 0, -1 if pay.high is None else pay.high
    bounds = {"max": high, "min": low, "type": PERIODS[pay.period]}
    if pay.estimated:
        return {
            "estimatedSalary": {"formattedRange": pay.text, **bounds},
            "salarySnippet": {"currency": "GBP", "salaryTextFormatted": False},
        }
    text = {"currency": "GBP", "salaryTextFormatted": False, "source": "EXTRACTION", "text": pay.text}
    return {"extractedSalary": bounds, "salarySnippet": text}


def _remote_fields(posting: SamplePosting) -> dict[str, object]:
    if not posting.remote:
        return {}
    return {"remoteWorkModel": {"inlineText": True, "text": posting.remote, "type": REMOTE[posting.remote].model}}


def _attributes(posting: SamplePosting) -> list[object]:
    types = [{"label": label, "suid": TYPES[label].key} for label in posting.types]
    remote = [{"label": posting.remote, "suid": REMOTE[posting.remote].key}] if posting.remote else []
    benefits = [{"label": label, "suid": suid} for label, suid in _BENEFITS[: posting.number % 4]]
    groups = {
        "job-types": types,
        "shifts": [],
        "remote": remote,
        "benefits": benefits,
        "job-types-cc": types,
        "schedules": [],
    }
    return [{"attributes": attributes, "label": label} for label, attributes in groups.items()]


def visible_card(posting: SamplePosting) -> str:
    """The same result as the visitor sees it."""
    pay = posting.pay.text if posting.pay and not posting.pay.estimated else ""
    metadata = "".join(
        f'<li class="metadata"><div data-testid="attribute_snippet_testid">{escape(text)}</div></li>'
        for text in (pay, *posting.types)
        if text
    )
    return (
        '<li><div class="cardOutline tapItem result"><div class="job_seen_beacon"><table class="mainContentTable">'
        f'<tbody><tr><td class="resultContent"><h2 class="jobTitle"><a id="job_{posting.key}" data-jk="{posting.key}" '
        f'class="jcs-JobTitle" href="{escape(click_path(posting))}"><span title="{escape(posting.title)}" '
        f'id="jobTitle-{posting.key}">{escape(posting.title)}</span></a></h2><div class="company_location">'
        f'<span data-testid="company-name">{escape(posting.company)}</span>'
        f'<div data-testid="text-location">{escape(posting.location)}</div></div>'
        f'<ul class="metadataContainer">{metadata}</ul></td></tr></tbody></table></div></div></li>\n'
    )
