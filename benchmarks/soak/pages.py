"""The two sites' pages: Lever's lists, and a careers site's sitemap and job pages."""

import json
from collections.abc import Iterable
from datetime import datetime
from html import escape

from benchmarks.soak import facts
from benchmarks.soak.truth import State


def employer_list(postings: Iterable[tuple[int, State]]) -> bytes:
    """An employer's list as Lever's API answers it."""
    return json.dumps([_item(number, state) for number, state in postings], ensure_ascii=False).encode()


def _item(number: int, state: State) -> dict[str, object]:
    low, high = facts.pay(number, state)
    address = f"https://jobs.lever.example/{facts.employer_of(number)}/{facts.key_of(number)}"
    return {
        "id": facts.key_of(number),
        "text": facts.title(number, state),
        "hostedUrl": address,
        "applyUrl": f"{address}/apply",
        "country": "GB",
        "createdAt": int(facts.posted(number).timestamp() * 1000),
        "categories": {"commitment": "Full-time", "location": "Leeds"},
        "description": _html(number, state),
        "lists": [],
        "salaryRange": {"currency": "GBP", "interval": "per-year-salary", "min": low, "max": high},
    }


def _html(number: int, state: State) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in facts.paragraphs(number, state))


def sitemap(base: str, pages: Iterable[tuple[int, datetime]]) -> bytes:
    """The careers site's sitemap: each posting's page, and when it changed last."""
    rows = (
        f"<url><loc>{base}/careers/{facts.key_of(number)}</loc><lastmod>{changed.isoformat()}</lastmod></url>\n"
        for number, changed in pages
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{space}">\n{"".join(rows)}</urlset>\n'.encode()


def job_page(number: int, state: State) -> bytes:
    """The page of one job, with its data as schema.org/JobPosting."""
    low, high = facts.pay(number, state)
    data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "value": facts.key_of(number)},
        "title": facts.title(number, state),
        "datePosted": facts.posted(number).isoformat(),
        "employmentType": "FULL_TIME",
        "description": _html(number, state),
        "hiringOrganization": {"@type": "Organization", "name": facts.employer_of(number)},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": "Leeds", "addressCountry": "GB"},
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {"@type": "QuantitativeValue", "unitText": "YEAR", "minValue": low, "maxValue": high},
        },
    }
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003C")
    heading = escape(facts.title(number, state))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{heading}</title>'
        f'<script type="application/ld+json">{text}</script></head><body><h1>{heading}</h1></body></html>\n'
    ).encode()
