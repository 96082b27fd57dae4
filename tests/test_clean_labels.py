"""Given a site's labels and titles, then schema.org's names, the contract, the work mode, the seniority."""

import pytest

from jobspider.clean.countries import country_code, country_of
from jobspider.clean.employment import contract_type, employment_types, work_mode
from jobspider.clean.money import Salary, annual, currency_of, period_of
from jobspider.clean.title import normalize_title, seniority

LABELS: list[tuple[list[str], set[str], str | None]] = [
    (["Full-time"], {"FULL_TIME"}, None),
    (["FULL_TIME", "part time"], {"FULL_TIME", "PART_TIME"}, None),
    (["Permanent"], set(), "permanent"),
    (["Full-time", "Permanent"], {"FULL_TIME"}, "permanent"),
    (["Permanent contract"], set(), "permanent"),
    (["Contract"], {"CONTRACTOR"}, "contract"),
    (["Fixed term contract"], {"TEMPORARY"}, "temporary"),
    (["Apprenticeship"], set(), "apprenticeship"),
    (["Internship"], {"INTERN"}, "internship"),
    (["Zero hours contract"], set(), None),
    (["Graduate", "foo"], set(), None),
    (["Tiempo completo", "Por tiempo indeterminado"], {"FULL_TIME"}, "permanent"),
    (["Medio tiempo"], {"PART_TIME"}, None),
    (["Vollzeit", "Unbefristet"], {"FULL_TIME"}, "permanent"),
    (["CDI", "Temps plein"], {"FULL_TIME"}, "permanent"),
    (["Tempo pieno", "Tempo determinato"], {"FULL_TIME", "TEMPORARY"}, "temporary"),
    (["Voltijd"], {"FULL_TIME"}, None),
    (["Tempo integral"], {"FULL_TIME"}, None),
    (["Temporary contract", "Permanent"], {"TEMPORARY"}, None),
    (["PER_DIEM", "VOLUNTEER"], {"PER_DIEM", "VOLUNTEER"}, None),
]


@pytest.mark.parametrize(("labels", "types", "contract"), LABELS, ids=[" ".join(row[0]) for row in LABELS])
def test_labels_tell_type_and_contract_apart(labels: list[str], types: set[str], contract: str | None) -> None:
    assert employment_types(labels) == types
    assert contract_type(labels) == contract


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Remote", "remote"),
        ("Hybrid remote", "hybrid"),
        ("No remote", "onsite"),
        ("On-site", "onsite"),
        ("London", None),
        ("TELECOMMUTE", "remote"),
        ("Híbrido", "hybrid"),
        ("Homeoffice", "remote"),
        ("REMOTE_ALWAYS", "remote"),
    ],
)
def test_a_label_tells_the_work_mode(text: str, mode: str | None) -> None:
    assert work_mode(text) == mode


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("YEARLY", "YEAR"),
        ("yearly", "YEAR"),
        ("ANNUAL", "YEAR"),
        ("per annum", "YEAR"),
        ("p.a.", "YEAR"),
        ("P1Y", "YEAR"),
        ("monthly", "MONTH"),
        ("por mes", "MONTH"),
        ("Monat", "MONTH"),
        ("HOUR", "HOUR"),
        ("hourly", "HOUR"),
        ("DAILY", "DAY"),
        ("per week", "WEEK"),
        ("an hour", "HOUR"),
        ("biweekly", None),
        ("", None),
        ("banana", None),
        ("MONTH", "MONTH"),
    ],
)
def test_a_label_names_a_period(label: str, period: str | None) -> None:
    assert period_of(label) == period


def test_a_year_has_2080_hours_260_days_52_weeks_12_months() -> None:
    assert annual(Salary(10, 20, "GBP", "HOUR")) == (20_800, 41_600)
    assert annual(Salary(100, None, "GBP", "DAY")) == (26_000, None)
    assert annual(Salary(None, 100, "GBP", "WEEK")) == (None, 5_200)
    assert annual(Salary(1, 1, "GBP", "MONTH")) == (12, 12)
    assert annual(Salary(1, 1, "GBP", None)) == (None, None)


@pytest.mark.parametrize(
    ("title", "normal", "level"),
    [
        ("Senior Data Scientist (m/w/d) - London £70k!!", "senior data scientist", "senior"),
        ("DATA SCIENTIST - LONDON", "data scientist", None),
        ("Data Scientist - NLP", "data scientist, nlp", None),
        ("Data Scientist (NLP)", "data scientist, nlp", None),
        ("Data Scientist, NLP", "data scientist, nlp", None),
        ("Data Scientist | NLP (Remote)", "data scientist, nlp", None),
        ("Data Scientist - Pricing", "data scientist, pricing", None),
        ("Data Scientist (Pricing)", "data scientist, pricing", None),
        ("Data Scientist (London)", "data scientist", None),
        ("Data Scientist (up to 3 days a week in our London office)", "data scientist", None),
        ("Nurse (Part-time) - Night Shift", "nurse, night shift", None),
        ("Data Scientist (R-10234)", "data scientist", None),
        ("Data Scientist Ref: 12345", "data scientist", None),
        ("Lead Data Scientist - Remote", "lead data scientist", "lead"),
        ("C++ Developer", "c++ developer", None),
        ("C# / .NET Developer", "c# / .net developer", None),
        ("Software Engineer II", "software engineer ii", "mid"),
        ("Ingénieur Data (H/F) - CDI", "ingénieur data", None),
        ("Graduate Data Analyst - Manchester", "graduate data analyst", "junior"),
        ("Senior Manager, Analytics", "senior manager, analytics", "manager"),
        ("Chief Technology Officer", "chief technology officer", "executive"),
        ("Head of Data", "head of data", "director"),
        ("Staff Software Engineer", "staff software engineer", "principal"),
        ("Staff Nurse", "staff nurse", None),
        ("Account Executive", "account executive", None),
        ("Assistant to the Director", "assistant to the director", None),
        ("Praktikant Marketing", "praktikant marketing", "intern"),
    ],
)
def test_a_title_is_grouped_and_graded(title: str, normal: str, level: str | None) -> None:
    assert normalize_title(title) == normal
    assert seniority(title) == level


def test_countries_are_found_by_code_and_by_name_in_several_languages() -> None:
    assert {country_code(name) for name in ("Germany", "Deutschland", "allemagne", "DE", "de")} == {"DE"}
    assert country_code("U.S.A.") == "US"
    assert country_code("Atlantis") is None
    assert currency_of("se") == "SEK"
    assert currency_of(None) is None
    home = country_of("US")
    assert home is not None
    assert home.date_order == "MDY"
