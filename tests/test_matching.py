"""Given two postings, when they are judged, then the surest rung that holds says why they are one job, or none does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jobspider.matching.address import address_key
from jobspider.matching.company import companies_agree, company_key
from jobspider.matching.facts import Facts, facts
from jobspider.matching.keys import SLOTS, blocking_keys
from jobspider.matching.ladder import APART, Basis, Verdict, judge
from jobspider.matching.requisition import requisitions
from jobspider.matching.text import Text, bands, likeness, read_text

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = (
    "We are looking for somebody who measures the tides along the harbour wall, keeps the old gauges running and "
    "writes up what was found for fishermen, pilots and the council. You work in a team of four, mostly outdoors, "
    "in all weathers. Experience with a sextant is welcome, patience with gulls is essential. It is for two years."
)
OTHER = (
    "Our bakery opens at four in the morning and you will be the first to arrive. You mix the doughs for rye, wheat, "
    "spelt, look after the sourdough that has been kept since 1931, and teach two apprentices who want to learn all. "
    "We offer bread every day, a share in the profit, and every second weekend off, without exception or discussion."
)
NUMBERS = iter(range(1, 10**6))


def row(**values: Any) -> dict[str, Any]:
    number = next(NUMBERS)
    return {
        "id": number,
        "job_id": None,
        "source": "board",
        "url": f"https://board{number}.example/jobs/{number + 70_000}",
        "apply_url": None,
        "title": "Tide Surveyor",
        "title_normalized": None,
        "company": "Harbour Trust Ltd",
        "work_mode": None,
        "location_raw": "Whitby",
        "locality": "Whitby",
        "region": None,
        "country": "GB",
        "postal_code": None,
        "salary_annual_min": None,
        "salary_annual_max": None,
        "salary_currency": None,
        "salary_source": None,
        "date_posted": None,
        "first_seen_at": NOON,
        "last_seen_at": NOON,
        "closed_at": None,
        "description_is_snippet": False,
        "description_text": TEXT,
        **values,
    }


def read(values: dict[str, Any]) -> tuple[Facts, Text]:
    return facts(values), read_text(values["description_text"], values["description_is_snippet"], values["title"])


def verdict(first: dict[str, Any], second: dict[str, Any]) -> Verdict | None:
    """Both ways round it is the same."""
    (one, left), (other, right) = read(first), read(second)
    texts = {one.id: left, other.id: right}
    found = judge(one, other, texts.__getitem__)
    assert judge(other, one, texts.__getitem__) == found
    return found


APPLY = "https://harbour.example/vacancies/4711/apply"
ONE_JOB: dict[str, tuple[dict[str, Any], dict[str, Any], Basis]] = {
    "one page to apply at": (
        {"apply_url": APPLY},
        {"url": f"{APPLY}?utm_source=x", "description_text": None},
        Basis.ADDRESS,
    ),
    "one requisition": (
        {"description_text": f"{TEXT} Job ref: HT-2201"},
        {"description_text": f"Requisition ID: HT-2201. {OTHER}", "company": "Harbour Trust"},
        Basis.REQUISITION,
    ),
    "one text": ({}, {"company": "HARBOUR TRUST LIMITED", "location_raw": "Whitby, North Yorkshire"}, Basis.TEXT),
    "an excerpt": ({}, {"description_text": TEXT[:200] + "…", "description_is_snippet": True}, Basis.TEXT),
    "a heading without its space": ({}, {"description_text": TEXT.replace(". ", ".")}, Basis.TEXT),
    "an advert that says remote": ({}, {"title": "Tide Surveyor - Remote"}, Basis.TEXT),
    "a quarter of the town": (
        {"locality": "London", "location_raw": "London"},
        {"locality": "Farringdon", "location_raw": "Farringdon, Central London"},
        Basis.TEXT,
    ),
    "no place, but the same words": ({}, {"locality": None, "location_raw": None}, Basis.TEXT),
    "another company": ({}, {"company": "Coastal Recruitment"}, Basis.COPY),
    "nobody named": ({}, {"company": None}, Basis.COPY),
}
TWO_JOBS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another place": ({}, {"locality": "Grimsby", "location_raw": "Grimsby"}),
    "another district": ({"postal_code": "N11 1QJ"}, {"postal_code": "NW9 0AW"}),
    "another country": ({}, {"country": "IE"}),
    "another level": ({}, {"title": "Senior Tide Surveyor"}),
    "another level, one page": ({"apply_url": APPLY}, {"apply_url": APPLY, "title": "Senior Tide Surveyor"}),
    "another grade": ({"title": "Tide Surveyor II"}, {"title": "Tide Surveyor III"}),
    "another language": ({"title": "Tide Surveyor - German"}, {"title": "Tide Surveyor - Polish"}),
    "another work": ({}, {"title": "Harbour Baker"}),
    "the same agency for another client": ({}, {"description_text": OTHER}),
    "another requisition": ({"description_text": f"{TEXT} Ref: HT-2201"}, {"description_text": f"{TEXT} Ref: HT-2202"}),
    "another pay": (
        {"salary_annual_min": 30_000, "salary_annual_max": 32_000, "salary_currency": "GBP"},
        {"salary_annual_min": 40_000, "salary_annual_max": 42_000, "salary_currency": "GBP"},
    ),
    "another year": (
        {"last_seen_at": NOON, "closed_at": NOON},
        {"date_posted": NOON + APART + timedelta(days=1), "first_seen_at": NOON + 2 * APART},
    ),
    "a form for every job": (
        {"apply_url": "https://harbour.example/apply"},
        {"apply_url": "https://harbour.example/apply", "description_text": OTHER},
    ),
    "nothing but a sentence of the law": (
        {"description_text": "Applications from people who need sponsorship for a visa are welcome and considered."},
        {"description_text": "Applications from people who need sponsorship for a visa are welcome and considered."},
    ),
    "no text": ({"description_text": None}, {"description_text": None}),
    "excerpts that begin otherwise": (
        {"description_text": f"Year 4 class. {TEXT[:250]}", "description_is_snippet": True},
        {"description_text": f"Year 3 class. {TEXT[:250]}", "description_is_snippet": True},
    ),
}


@pytest.mark.parametrize("case", ONE_JOB)
def test_one_job(case: str) -> None:
    first, second, basis = ONE_JOB[case]
    found = verdict(row(**first), row(**second))
    assert found is not None
    assert found.basis is basis
    assert 0.6 <= found.score <= 1
    assert found.merges is (basis is not Basis.COPY)


@pytest.mark.parametrize("case", TWO_JOBS)
def test_two_jobs(case: str) -> None:
    first, second = TWO_JOBS[case]
    assert verdict(row(**first), row(**second)) is None


@pytest.mark.parametrize("case", [name for name, (_, _, basis) in ONE_JOB.items() if basis is not Basis.REQUISITION])
def test_what_is_one_job_has_a_key_in_common(case: str) -> None:
    first, second, _ = ONE_JOB[case]
    keys = [set(blocking_keys(*read(row(**values)))) for values in (first, second)]
    assert keys[0] & keys[1]
    assert all(len(found) <= SLOTS and all(-(2**63) <= key < 2**63 for key in found) for found in keys)


def test_a_requisition_is_found_by_its_company() -> None:
    first, second, _ = ONE_JOB["one requisition"]
    keys = [blocking_keys(*read(row(**values))) for values in (first, second)]
    assert set(keys[0]) & set(keys[1])


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.Acme.example/Jobs/1234/apply?utm_source=a&b=2&a=1", "acme.example/Jobs/1234?a=1&b=2"),
        ("http://acme.example/Jobs/1234?a=1&b=2#top", "acme.example/Jobs/1234?a=1&b=2"),
        ("https://boards.greenhouse.io/acme/jobs/4455667", "greenhouse:4455667"),
        ("https://acme.example/careers?gh_jid=4455667", "greenhouse:4455667"),
        ("https://acme.example/careers", None),
        ("https://acme.example/apply", None),
        ("https://acme.example/", None),
        ("https://[acme", None),
        (None, None),
    ],
)
def test_an_address_has_one_spelling_and_must_lead_to_one_job(address: str | None, key: str | None) -> None:
    assert address_key(address) == key


def test_companies_agree_without_legal_forms_and_by_their_longer_forms() -> None:
    assert company_key("Acme Ltd.") == company_key("ACME LIMITED") == company_key("Acme plc")
    for one, other in (("Hays", "Hays Technology"), ("Acme Group", "Acme UK"), ("Müller GmbH", "Mueller")):
        assert companies_agree(str(company_key(one)), str(company_key(other))) is (one != "Müller GmbH")
    assert not companies_agree("harbour trust", "hospital trust")
    assert company_key("Confidential") is None


def test_requisitions_are_numbers_that_the_text_calls_so() -> None:
    assert requisitions("Vacancy Ref: by230201. Call 0800 111222, closing 01/02/2026") == {"BY230201"}
    assert requisitions("**Job Requisition ID #** 26WD98891") == {"26WD98891"}
    assert requisitions("Ref: 12/11/2026, your reference: none") == frozenset()


def test_texts_that_are_alike_meet_in_a_band_and_others_do_not() -> None:
    here, there = read_text(TEXT, False), read_text(TEXT.replace("essential", "a must"), False)
    assert set(bands(here)) & set(bands(there))
    assert not set(bands(here)) & set(bands(read_text(OTHER, False)))
    assert bands(read_text("Short.", False)) == []
    assert likeness(here, read_text("Short.", False)) is None
