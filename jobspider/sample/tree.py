"""Pages to measure a crawler with: a tree in which each page holds one posting and links to ten more."""

BRANCHES = 10

_TEXT = "".join(
    f"<p>Paragraph {n}: keep what runs today running, explain what you found, and leave it tidier than before. "
    "Work with colleagues on what is worth doing next; write down how things are done.</p>\n"
    for n in range(20)
)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Job {n}</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"JobPosting","title":"Engineer {n}",\
"identifier":"tree-{n}","datePosted":"2026-11-22",\
"hiringOrganization":{{"@type":"Organization","name":"Tree {group} Ltd"}},"employmentType":"FULL_TIME",\
"jobLocation":{{"@type":"Place","address":{{"@type":"PostalAddress","addressCountry":"GB",\
"addressLocality":"London"}}}},"baseSalary":{{"@type":"MonetaryAmount","currency":"GBP","value":{{"@type":\
"QuantitativeValue","unitText":"YEAR","minValue":{low},"maxValue":{high}}}}},\
"description":"<p>Engineer {n}.</p>"}}</script>
</head><body><h1>Engineer {n}</h1>
<ul>{links}</ul>
<div>{text}</div></body></html>
"""


def tree_page(number: int, size: int) -> str | None:
    """Page `number` of a tree of `size` pages, None outside of it; from page 0 exactly `size` pages are reached."""
    if not 0 <= number < size:
        return None
    first = number * BRANCHES + 1
    links = "".join(f'<li><a href="/tree/{n}">Job {n}</a></li>' for n in range(first, min(first + BRANCHES, size)))
    low = 30_000 + number % 40 * 1000
    return _PAGE.format(n=number, group=number % 97, low=low, high=low + 8000, links=links, text=_TEXT)
