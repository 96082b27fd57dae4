"""Raw text beside parsed value, for every field that needs it. Pure: a posting in, a posting out.

A value that the board gave as data is never replaced by what its text seems to say.
"""

from datetime import datetime, timedelta
from typing import Any

from jobspider.clean.dates import parse_date
from jobspider.clean.employment import work_mode
from jobspider.clean.money import Salary, annual, parse_salary
from jobspider.clean.place import parse_place
from jobspider.clean.skill_dictionary import Dictionary
from jobspider.clean.skills import find_skills
from jobspider.clean.text import html_to_text
from jobspider.clean.title import normalize_title, seniority
from jobspider.posting import Posting

TOMORROW = timedelta(days=1)
"""Boards round dates to a day of their own zone, so a few hours ahead are no mistake."""


def enrich(posting: Posting, now: datetime, dictionary: Dictionary | None = None) -> Posting:
    """The posting with everything that can be read from its own text; `now` is when its page was seen, UTC.

    Skills are those of the dictionary, the curated one by default.
    """
    known = posting.__dict__
    found = {
        **_text(posting),
        **_place(posting),
        **_pay(posting),
        **_dates(posting, now),
        "title_normalized": normalize_title(posting.title) or None,
        "seniority": seniority(posting.title),
    }
    update = {name: value for name, value in found.items() if value is not None and known[name] is None}
    values = {name: update.get(name, known[name]) for name in Posting.model_fields}
    if values["salary_min"] is None and values["salary_max"] is None:
        values["salary_source"] = None  # "Competitive" is no pay, whoever said it
    if values["date_posted"] and values["date_posted"] > now + TOMORROW:
        values["date_posted"] = None  # a posting that is seen has been posted
    mentions = find_skills(posting.title, values["description_text"], dictionary)
    values["skills"] = values["skills"] or tuple(mention.name for mention in mentions)
    values["skills_required"] = tuple(mention.name for mention in mentions if mention.required)
    return Posting.model_construct(**values).listed_in(posting.listing)


def _text(posting: Posting) -> dict[str, Any]:
    if posting.description_text or not posting.description_html:
        return {}
    return {"description_text": html_to_text(posting.description_html) or None}


def _place(posting: Posting) -> dict[str, Any]:
    place = parse_place(posting.location_raw, posting.country) if posting.location_raw else None
    mode = work_mode(posting.title)
    if place is None:
        return {"work_mode": mode}
    return {
        "locality": place.locality,
        # The board's own town comes with the board's own region: a mixture of both would be neither.
        "region": None if posting.locality else place.region,
        "country": place.country,
        "postal_code": place.postal_code,
        "work_mode": place.work_mode or mode,
    }


def _pay(posting: Posting) -> dict[str, Any]:
    """A declared range wins; without one the text is read. The source says which."""
    if posting.salary_min is None and posting.salary_max is None:
        salary = parse_salary(posting.salary_raw, posting.country) if posting.salary_raw else None
        return {} if salary is None else {**_salary_fields(salary), "salary_source": "text"}
    text = parse_salary(posting.salary_raw, posting.country) if posting.salary_raw else None
    declared = Salary(
        min=posting.salary_min,
        max=posting.salary_max,
        currency=posting.salary_currency or (text.currency if text else None),
        period=posting.salary_period or (text.period if text else None),
    )
    return {**_salary_fields(declared), "salary_source": "declared"}


def _salary_fields(salary: Salary) -> dict[str, Any]:
    annual_min, annual_max = annual(salary)
    return {
        "salary_min": salary.min,
        "salary_max": salary.max,
        "salary_currency": salary.currency,
        "salary_period": salary.period,
        "salary_annual_min": annual_min,
        "salary_annual_max": annual_max,
    }


def _dates(posting: Posting, now: datetime) -> dict[str, Any]:
    raw = posting.date_posted_raw
    return {"date_posted": parse_date(raw, now, posting.country) if raw and posting.date_posted is None else None}
