"""What the words of the data are called where people read them."""

from collections.abc import Mapping

EMPLOYMENT = {
    "FULL_TIME": "Full-time",
    "PART_TIME": "Part-time",
    "CONTRACTOR": "Contractor",
    "TEMPORARY": "Temporary",
    "INTERN": "Internship",
    "VOLUNTEER": "Volunteer",
    "PER_DIEM": "Per day",
    "OTHER": "Other",
}
CONTRACTS = {
    "permanent": "Permanent",
    "contract": "Fixed term",
    "temporary": "Temporary contract",
    "apprenticeship": "Apprenticeship",
    "internship": "Internship",
}
WORK_MODES = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site"}
LANGUAGES = {
    **{"cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish", "fi": "Finnish"},
    **{"fr": "French", "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch"},
    **{"no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish"},
    **{"tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese"},
}
CLOSED = {
    "gone": "its page is no longer there",
    "not_listed": "the board no longer lists it",
    "expired": "the board marks it as expired",
    "valid_through": "its closing date has passed",
    "not_seen": "no crawl has seen it for a long time",
}
ESTIMATED = frozenset({"not_seen"})
"""Reasons that are no proof."""
BASES = {
    "address": "same address for applications",
    "requisition": "same reference number",
    "text": "same company, title and place, similar text",
    "copy": "same title, place and text at another company",
}
NAMES: Mapping[str, str] = {
    "q": "Words",
    "title": "Title",
    "company": "Company",
    "location": "Place",
    "skill": "Skill",
    "skill_required": "Required skill",
    "source": "Board",
    "country": "Country",
    "language": "Language",
    "employment_type": "Employment",
    "contract_type": "Contract",
    "work_mode": "Where the work is done",
    "salary_min": "Pay a year, at least",
    "salary_currency": "Currency",
    "posted_after": "Published since",
    "posted_before": "Published before",
    "open": "State",
    "sort": "Order",
    "cursor": "Page",
    "limit": "Postings on a page",
}
"""Parameters of a search."""
