"""JsonLdSpider: given a page with a JobPosting, however it is written, then its posting; else the links to follow."""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from jobspider.boards.json_ld import JsonLdSpider
from jobspider.boards.raw import Raw
from jobspider.boards.reading import response_of
from jobspider.boards.schema_org import job_postings
from jobspider.boards.schema_org.values import number, text
from jobspider.errors import ConfigError, SchemaChangedError

JOB = "https://careers.example/jobs/42"
POSTING = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Data Scientist"}


class Careers(JsonLdSpider):
    name = "careers"
    start_urls = ["https://careers.example/jobs"]  # noqa: RUF012
    job_links = "a.job"
    next_page = "//a[@rel='next']"


class Refined(Careers):
    name = "refined"

    def refine(self, raw: Raw, response: Response) -> None:
        raw["company"] = response.css("h1::text").get()


def page(*scripts: str, body: str = "", url: str = JOB) -> HtmlResponse:
    head = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return HtmlResponse(url, body=f"<html><head>{head}</head><body>{body}</body></html>".encode(), encoding="utf-8")


def read(response: Response, spider: JsonLdSpider | None = None) -> list[Raw]:
    return list((spider or Careers()).postings(response))


def only(**properties: Any) -> Raw:
    """The posting of a page whose JobPosting has these properties beside its title."""
    (posting,) = read(page(json.dumps({**POSTING, **properties})))
    return posting


ORGANIZATION = {"@type": "Organization", "@id": "#org", "name": "ACME & Sons"}
SHAPES = {
    "an object": POSTING,
    "a list": [{"@type": "WebSite"}, POSTING],
    "a graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, POSTING]},
    "a list of graphs": [{"@graph": [POSTING]}],
    "nested": {"@type": "WebPage", "mainEntity": {"@type": "Thing", "about": [POSTING]}},
    "an item list": {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]},
    "several types": {**POSTING, "@type": ["Thing", "JobPosting"]},
    "an IRI": {**POSTING, "@type": "http://schema.org/JobPosting"},
    "a prefix": {"@type": "schema:JobPosting", "schema:title": {"@value": "Data Scientist"}},
    "IRI properties": {"@type": "http://schema.org/JobPosting", "http://schema.org/title": ["Data Scientist"]},
}


@pytest.mark.parametrize("document", SHAPES.values(), ids=SHAPES)
def test_a_job_posting_is_found_wherever_it_lies(document: Any) -> None:
    assert [raw["title"] for raw in read(page(json.dumps(document)))] == ["Data Scientist"]


PLAIN = '{"@type": "JobPosting", "title": "Data Scientist", "description": "x"}'
BROKEN = {
    "trailing commas": '{"@type": "JobPosting", "title": "Data Scientist", "employmentType": ["FULL_TIME",],}',
    "raw line breaks": '{"@type": "JobPosting", "title": "Data Scientist", "description": "one\n\ttwo\x02"}',
    "comments": '/* a */ {"@type": "JobPosting", // b\n "title": "Data Scientist"}',
    "CDATA": f"//<![CDATA[\n{PLAIN}\n//]]>",
    "CDATA in a comment": f"/* <![CDATA[ */ {PLAIN} /* ]]> */",
    "an HTML comment": f"<!--\n{PLAIN}\n-->",
    "escaped quotes": PLAIN.replace('"', "&quot;"),
    "a semicolon": f"{PLAIN};",
    "objects one after the other": '{"@type": "WebSite"}\n' + PLAIN,
    "objects with a comma between": '{"@type": "WebSite"}, ' + PLAIN,
    "an URL with slashes": '{"@type": "JobPosting", "title": "Data Scientist", "url": "https://careers.example/a//b",}',
}


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN)
def test_json_that_is_not_quite_json_is_repaired(script: str) -> None:
    assert [raw["title"] for raw in read(page(script))] == ["Data Scientist"]


def test_a_broken_script_costs_no_other() -> None:
    assert [raw["title"] for raw in read(page('{"@type": "WebSite", "name": }', PLAIN))] == ["Data Scientist"]


def test_a_job_posting_beyond_repair_says_so() -> None:
    with pytest.raises(SchemaChangedError, match="is not valid JSON-LD"):
        read(page('{"@type": "JobPosting", "title": "Data "Scientist""}'))


@pytest.mark.parametrize("depth", [400, 900, 100_000])
def test_a_script_nested_too_deeply_costs_no_other(depth: int) -> None:
    hostile = '{"a":[' * depth + "]}" * depth

    assert [raw["title"] for raw in read(page(hostile, PLAIN))] == ["Data Scientist"]


@pytest.mark.parametrize(
    "tag",
    [
        "<script type='application/ld+json'>",
        "<script type=application/ld+json>",
        '<SCRIPT data-x="1" TYPE="application/LD+JSON" class="y">',
        '<script type="application/ld&#x2B;json">',
        '<script type="application/ld+json; charset=utf-8">',
    ],
)
def test_a_script_is_found_however_its_tag_is_written(tag: str) -> None:
    body = f"<script>if (a <!--b) c()</script>{tag}{PLAIN}</script>".encode()

    assert len(read(HtmlResponse(JOB, body=body, encoding="utf-8"))) == 1


def test_a_script_in_an_html_comment_is_not_there() -> None:
    assert read(page(body=f'<!-- <script type="application/ld+json">{PLAIN}</script> -->')) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "repeated",
    [
        "<script ",
        "<script type=application/ld+json>",
        "<script ld+json ",
        "<link ",
        "<link rel=canonical ",
        "<meta property=og:url ",
        "itemtype=",
        "typeof= ",
        "<!-- ",
        '<script type="application/ld+json">{}</script>',
    ],
)
def test_no_page_takes_longer_than_its_size_allows(repeated: str) -> None:
    hostile = repeated * (1_000_000 // len(repeated))

    assert [raw["title"] for raw in read(page(PLAIN, body=hostile))] == ["Data Scientist"]
    assert read(page(body=hostile)) == []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("repeated", ["&lt;a ", "<a ", " ", "--> ", "&"])
def test_no_description_takes_longer_than_its_size_allows(repeated: str) -> None:
    broken = json.dumps({**POSTING, "description": repeated * (1_000_000 // len(repeated))})[:-1] + ",}"

    assert [raw["title"] for raw in read(page(broken))] == ["Data Scientist"]


def test_references_within_a_graph_are_filled_in() -> None:
    place = {"@id": "#place", "@type": "Place", "address": {"@id": "#address"}}
    address = {"@id": "#address", "@type": "PostalAddress", "addressLocality": "Leeds"}
    job = {**POSTING, "hiringOrganization": {"@id": "#org"}, "jobLocation": {"@id": "#place"}}

    (posting,) = read(page(json.dumps({"@graph": [job, ORGANIZATION, place, address]})))

    assert (posting["company"], posting["locality"]) == ("ACME & Sons", "Leeds")


def test_references_in_a_circle_end() -> None:
    job = {**POSTING, "@id": "#job", "hiringOrganization": {"@id": "#org"}}

    (posting,) = read(page(json.dumps({"@graph": [job, {**ORGANIZATION, "jobs": {"@id": "#job"}}]})))

    assert posting["company"] == "ACME & Sons"


def test_microdata_serves_where_there_is_no_json_ld() -> None:
    body = """<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Chef &amp; cook</h1>
    <div itemprop="description"><p>Cook.</p><p>Serve.</p></div><meta itemprop="datePosted" content="2026-11-01">
    <span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
      <span itemprop="name">ACME</span></span>
    <div itemprop="jobLocation" itemscope itemtype="http://schema.org/Place"><div itemprop="address" itemscope
      itemtype="http://schema.org/PostalAddress"><span itemprop="addressLocality">Leeds</span></div></div></div>"""

    (posting,) = read(page(body=body))

    assert posting == {
        "source_id": "/jobs/42",
        "url": JOB,
        "title": "Chef & cook",
        "company": "ACME",
        "date_posted": "2026-11-01",
        "description_text": "Cook.\n\nServe.",
        "description_is_snippet": False,
        "location_raw": "Leeds",
        "locality": "Leeds",
    }


def test_rdfa_serves_where_there_is_no_json_ld() -> None:
    body = """<div vocab="http://schema.org/" typeof="JobPosting"><span property="title">Chef</span>
    <div property="hiringOrganization" typeof="Organization"><span property="name">ACME</span></div></div>"""

    (posting,) = read(page(body=body))

    assert (posting["title"], posting["company"]) == ("Chef", "ACME")


ADDRESS = {"@type": "PostalAddress", "addressLocality": "Leeds", "addressRegion": "West Yorkshire", "postalCode": "LS1"}
GBP = {"@type": "MonetaryAmount", "currency": "GBP"}
RANGE = {"@type": "QuantitativeValue", "minValue": 30000, "maxValue": "40,000.50", "unitText": "YEAR"}
PROPERTIES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "R&amp;D &ndash; lead"}, {"title": "R&D \N{EN DASH} lead"}),
    ({"title": "AT&amp;amp;T"}, {"title": "AT&amp;T"}),
    ({"title": ["First", "Second"]}, {"title": "First"}),
    ({"hiringOrganization": "ACME"}, {"company": "ACME", "company_url": None}),
    (
        {"hiringOrganization": [{"name": "ACME", "sameAs": ["", "https://acme.example"]}]},
        {"company": "ACME", "company_url": "https://acme.example"},
    ),
    ({"hiringOrganization": {"name": "ACME", "url": "/about"}}, {"company_url": "https://careers.example/about"}),
    ({"hiringOrganization": {"legalName": "ACME plc", "sameAs": "acme"}}, {"company": "ACME plc"}),
    (
        {
            "jobLocation": {
                "@type": "Place",
                "address": {**ADDRESS, "addressCountry": {"@type": "Country", "name": "GB"}},
            }
        },
        {
            "locality": "Leeds",
            "region": "West Yorkshire",
            "postal_code": "LS1",
            "country": "GB",
            "location_raw": "Leeds, West Yorkshire, LS1, GB",
        },
    ),
    ({"jobLocation": ADDRESS}, {"locality": "Leeds", "postal_code": "LS1"}),
    ({"jobLocation": "Leeds, UK"}, {"location_raw": "Leeds, UK", "locality": None}),
    ({"jobLocation": {"address": "Leeds, UK"}}, {"location_raw": "Leeds, UK"}),
    ({"jobLocation": {"@type": "Place", "name": "Head office"}}, {"location_raw": "Head office"}),
    ({"jobLocation": [{"address": {"addressLocality": "Leeds"}}, "York"]}, {"location_raw": "Leeds; York"}),
    (
        {"jobLocation": {"address": ADDRESS, "geo": {"latitude": "53.8", "longitude": -1.55}}},
        {"latitude": 53.8, "longitude": -1.55},
    ),
    ({"jobLocationType": "TELECOMMUTE"}, {"work_mode": "remote"}),
    (
        {"jobLocationType": ["TELECOMMUTE"], "applicantLocationRequirements": {"@type": "Country", "name": "Spain"}},
        {"work_mode": "remote", "country": "Spain", "location_raw": "Spain"},
    ),
    (
        {"applicantLocationRequirements": [{"@type": "Country", "name": "GB"}, {"@type": "Country", "name": "IE"}]},
        {"location_raw": "GB; IE", "country": None},
    ),
    ({"employmentType": "FULL_TIME"}, {"employment_type": ["FULL_TIME"]}),
    ({"employmentType": "FULL_TIME, CONTRACTOR"}, {"employment_type": ["FULL_TIME", "CONTRACTOR"]}),
    ({"employmentType": ["PART_TIME", "Permanent"]}, {"employment_type": ["PART_TIME", "Permanent"]}),
    ({"employmentType": ["PART_TIME", "Permanent"]}, {"contract_type": "permanent"}),
    ({"employmentType": "https://schema.org/FULL_TIME"}, {"employment_type": ["FULL_TIME"]}),
    (
        {"baseSalary": {**GBP, "value": RANGE}},
        {
            "salary_min": 30000,
            "salary_max": 40000.5,
            "salary_currency": "GBP",
            "salary_period": "YEAR",
            "salary_source": "declared",
        },
    ),
    ({"baseSalary": {**GBP, "value": {"value": 15.5, "unitText": "HOUR"}}}, {"salary_min": 15.5, "salary_max": 15.5}),
    ({"baseSalary": {**GBP, "value": "32000", "unitText": "YEAR"}}, {"salary_min": 32000, "salary_period": "YEAR"}),
    (
        {"baseSalary": {**GBP, "minValue": 1, "maxValue": 2}},
        {"salary_min": 1, "salary_max": 2, "salary_currency": "GBP"},
    ),
    ({"baseSalary": {"minValue": 0, "maxValue": 9}}, {"salary_min": None, "salary_max": 9}),
    ({"baseSalary": {"minValue": "20", "maxValue": None}}, {"salary_min": 20, "salary_max": None}),
    ({"baseSalary": 45000, "salaryCurrency": "EUR"}, {"salary_min": 45000, "salary_currency": "EUR"}),
    ({"baseSalary": "£30k - £40k"}, {"salary_raw": "£30k - £40k", "salary_source": "declared", "salary_min": None}),
    ({"baseSalary": {**GBP, "value": {"minValue": "30k", "maxValue": "40k"}}}, {"salary_raw": "30k - 40k"}),
    ({"baseSalary": [{}, {**GBP, "value": RANGE}]}, {"salary_min": 30000}),
    ({"baseSalary": {"@type": "PriceSpecification", "price": 9, "priceCurrency": "USD"}}, {"salary_currency": "USD"}),
    (
        {"baseSalary": {**GBP, "value": {"value": 0}}},
        {"salary_min": None, "salary_source": None, "salary_currency": None},
    ),
    ({"baseSalary": {**GBP, "value": None}, "salaryCurrency": "GBP"}, {"salary_currency": None, "salary_source": None}),
    (
        {"estimatedSalary": [{"percentile10": 10, "percentile90": 20, "median": 15, "unitText": "DAY"}]},
        {"salary_min": 10, "salary_max": 20, "salary_source": "estimated", "salary_period": "DAY"},
    ),
    ({"baseSalary": 5, "estimatedSalary": 6}, {"salary_min": 5, "salary_source": "declared"}),
    ({"datePosted": "2026-11-01", "validThrough": ""}, {"date_posted": "2026-11-01", "valid_through": None}),
    ({"description": "<p>A &amp; B</p>"}, {"description_html": "<p>A &amp; B</p>", "description_is_snippet": False}),
    ({"description": "&lt;p&gt;A &amp;amp; B&lt;/p&gt;"}, {"description_html": "<p>A &amp; B</p>"}),
    ({"description": "A &amp; B\nC < D"}, {"description_text": "A & B\nC < D", "description_html": None}),
    ({"inLanguage": "en-GB"}, {"language": "en-GB"}),
    ({"inLanguage": {"@type": "Language", "name": "German", "alternateName": "de"}}, {"language": "de"}),
    ({"directApply": True, "skills": "SQL", "industry": "IT"}, {"apply_url": None, "skills": None}),
    ({"title": None, "name": "Named"}, {"title": "Named"}),
]


@pytest.mark.parametrize(("properties", "expected"), PROPERTIES)
def test_each_property_becomes_a_field(properties: dict[str, Any], expected: dict[str, Any]) -> None:
    posting = only(**properties)

    assert {field: posting.get(field) for field in expected} == expected


def test_what_is_not_stated_has_no_key() -> None:
    assert only() == {"source_id": "/jobs/42", "url": JOB, "title": "Data Scientist"}


@pytest.mark.parametrize(
    ("properties", "canonical", "url", "source_id"),
    [
        ({}, None, JOB, "/jobs/42"),
        ({}, "/jobs/forty-two", "https://careers.example/jobs/forty-two", "/jobs/forty-two"),
        ({"url": "../jobs/43"}, "/jobs/44", "https://careers.example/jobs/43", "/jobs/43"),
        ({"url": "https://careers.example/"}, "/jobs/44", "https://careers.example/jobs/44", "/jobs/44"),
        ({"url": "https://employer.example/x"}, None, JOB, "/jobs/42"),
        ({"url": "http://["}, "https://[", JOB, "/jobs/42"),
        ({"hiringOrganization": {"name": "ACME", "sameAs": "http://["}}, None, JOB, "/jobs/42"),
        ({"url": "/job?id=7"}, None, "https://careers.example/job?id=7", "/job?id=7"),
        ({"identifier": "R-7"}, None, JOB, "R-7"),
        ({"identifier": 77}, None, JOB, "77"),
        ({"identifier": {"@type": "PropertyValue", "name": "ACME", "value": "R-7"}}, None, JOB, "R-7"),
        ({"identifier": [{"value": ""}, {"value": "R-8"}]}, None, JOB, "R-8"),
        ({"identifier": {"value": "ACME"}, "hiringOrganization": "ACME"}, None, JOB, "/jobs/42"),
    ],
)
def test_url_and_key(properties: dict[str, Any], canonical: str | None, url: str, source_id: str) -> None:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""

    (posting,) = read(page(json.dumps({**POSTING, **properties}), body=link))

    assert (posting["url"], posting["source_id"]) == (url, source_id)


def test_postings_that_share_a_page_keep_apart() -> None:
    both = [POSTING, {**POSTING, "title": "Analyst"}, {**POSTING, "title": "Chef", "url": "/jobs/chef"}]

    assert [raw["source_id"] for raw in read(page(json.dumps(both)))] == [
        "/jobs/42#Data Scientist",
        "/jobs/42#Analyst",
        "/jobs/chef",
    ]


def test_a_job_that_a_page_states_twice_is_one() -> None:
    plugin = {**POSTING, "identifier": "R-7", "employmentType": ""}
    theme = {**POSTING, "employmentType": "FULL_TIME", "hiringOrganization": "ACME"}

    (posting,) = read(page(json.dumps(plugin), json.dumps(theme)))

    assert (posting["source_id"], posting["employment_type"], posting["company"]) == ("R-7", ["FULL_TIME"], "ACME")


def test_jobs_of_one_title_and_several_addresses_are_several() -> None:
    both = [{**POSTING, "url": "/jobs/1"}, {**POSTING, "url": "/jobs/2"}]

    assert [raw["source_id"] for raw in read(page(json.dumps(both)))] == ["/jobs/1", "/jobs/2"]


def test_a_spider_of_several_hosts_puts_the_host_in_front() -> None:
    class Both(JsonLdSpider):
        name = "both"
        start_urls = ["https://a.example/jobs", "https://www.b.example/jobs"]  # noqa: RUF012

    script, keyed = json.dumps(POSTING), json.dumps({**POSTING, "identifier": "7"})

    assert read(page(script, url="https://www.b.example/jobs/1"), Both())[0]["source_id"] == "b.example/jobs/1"
    assert read(page(keyed, url="https://a.example/jobs/1"), Both())[0]["source_id"] == "a.example/7"


def test_base_url_moves_requests_and_postings() -> None:
    spider = Careers(base_url="http://127.0.0.1:8000")
    job = page(json.dumps({**POSTING, "url": JOB}), url="http://127.0.0.1:8000/jobs/42")
    jobs = page(body=f'<a class="job" href="{JOB}">x</a>', url="http://127.0.0.1:8000/jobs")

    assert [(raw["url"], raw["source_id"]) for raw in read(job, spider)] == [
        ("http://127.0.0.1:8000/jobs/42", "/jobs/42")
    ]
    assert [each.url for each in spider.parse(jobs)] == ["http://127.0.0.1:8000/jobs/42"]


def test_a_saved_page_is_on_the_spiders_site() -> None:
    (posting,) = read(page(json.dumps(POSTING), body='<link rel="canonical" href="/jobs/9">', url="file:///x.html"))

    assert posting["url"] == "https://careers.example/jobs/9"


def followed(response: Response, spider: JsonLdSpider | None = None, **page: Any) -> list[tuple[str, str]]:
    found = (spider or Careers()).parse(response, **page)
    return [(each.url, each.callback.__name__) for each in found if isinstance(each, Request) and each.callback]


LIST = """<ul><li><a class="job" href="/jobs/1#apply">One</a><a class="job" href="/jobs/1">Again</a></li>
<li><a class="job" href="mailto:x@careers.example">Mail</a><a class="job" href="http://[">Broken</a></li>
<li><a class="job" href="https://careers.example/jobs/2">Two</a></li></ul>
<a rel="next" href="?page=2">Next</a>"""


@pytest.mark.parametrize(
    "job_links",
    ["a.job", "a.job::attr(href)", "ul", "//a[@class='job']", "//a[@class='job']/@href", ".//li", "(//ul)[1]"],
)
def test_a_list_leads_to_its_jobs_and_its_next_page(job_links: str) -> None:
    spider = Careers()
    spider.job_links = job_links

    assert followed(page(body=LIST, url="https://careers.example/jobs"), spider, first=True) == [
        ("https://careers.example/jobs/1", "parse_job"),
        ("https://careers.example/jobs/2", "parse_job"),
        ("https://careers.example/jobs?page=2", "parse"),
    ]


def test_a_job_page_gives_its_posting_and_no_links() -> None:
    found = list(Careers().parse_job(page(PLAIN, body=LIST)))

    assert [raw["title"] for raw in found] == ["Data Scientist"]


def test_a_job_link_that_leads_to_a_list_is_followed() -> None:
    found = list(Careers().parse_job(page(body=LIST)))

    assert [request.url.rpartition("/")[2] for request in found] == ["1", "2", "42?page=2"]


def test_a_job_page_without_a_posting_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert list(Careers().parse_job(page(body="<p>Closed</p>"))) == []
    assert "was linked to as a job page and has no JobPosting" in caplog.text


def test_a_first_page_without_jobs_or_links_has_changed_unless_it_says_that_it_is_empty() -> None:
    class Honest(Careers):
        no_results = ".empty"

    nothing = page(body="<p class='empty'>No openings today</p>")

    with pytest.raises(SchemaChangedError, match="neither a JobPosting nor a link"):
        list(Careers().parse(nothing, first=True))
    assert list(Honest().parse(nothing, first=True)) == []
    assert list(Careers().parse(nothing)) == []


def test_what_is_no_page_gives_nothing() -> None:
    assert read(Response("https://careers.example/brochure.pdf", body=b"%PDF")) == []
    assert read(response_of(b'{"jobs": []}', "https://careers.example/api", "api.json")) == []
    assert list(Careers().parse(response_of(b'{"jobs": []}', JOB, "api.json"))) == []


def test_refine_sees_the_page() -> None:
    (posting,) = read(page(PLAIN, body="<h1>ACME</h1>"), Refined())

    assert posting["company"] == "ACME"


CAPTURES = {
    "wttj/wttj_job_detail.html": {
        "source_id": "/fr/companies/carrefour/jobs/directeur-de-magasin-ecole-itinerant-f-h_massy",
        "url": "https://www.welcometothejungle.com/fr/companies/carrefour/jobs/"
        "directeur-de-magasin-ecole-itinerant-f-h_massy",
        "title": "Directeur de Magasin école Itinérant (F/H)",
        "company": "Carrefour",
        "company_url": "https://recrute.carrefour.fr/",
        "employment_type": ["FULL_TIME"],
        "date_posted": "2024-03-07T15:23:40Z",
        "valid_through": "2024-06-05T15:23:40.000Z",
        "location_raw": "Allen, Collin, 75013, US",
        "locality": "Allen",
        "region": "Collin",
        "postal_code": "75013",
        "country": "US",
        "description_is_snippet": False,
    },
    "themuse/muse_page.html": {
        "source_id": "CVS-R0168475",
        "url": "https://www.themuse.com/jobs/cvshealth/pharmacy-technician-3aa6cd",
        "title": "Pharmacy Technician",
        "company": "CVS Health",
        "employment_type": ["OTHER"],
        "date_posted": "2024-02-24T12:50:55",
        "location_raw": "Memphis, TN, US",
        "locality": "Memphis",
        "region": "TN",
        "country": "US",
        "language": "en",
        "description_is_snippet": False,
    },
    "workday/job_page_2025.html": {
        "source_id": "24WD81528",
        "url": "https://autodesk.wd1.myworkdayjobs.com/en-US/Ext/job/"
        "Senior-Industry-Strategy-Manager---Content-Creation_24WD81528",
        "title": "Senior Industry Strategy Manager - Content Creation",
        "company": "Autodesk Canada Co.",
        "employment_type": ["FULL_TIME"],
        "date_posted": "2024-09-24",
        "location_raw": "AMER - Canada - Quebec - Montreal - 10 Rue Duke, Canada",
        "locality": "AMER - Canada - Quebec - Montreal - 10 Rue Duke",
        "country": "Canada",
        "language": "en-US",  # the description is there twice, first in French
        "description_is_snippet": False,
    },
}


@pytest.mark.parametrize("name", CAPTURES)
def test_a_captured_job_page_is_read_field_by_field(name: str, captures: Path) -> None:
    file = captures / name

    (posting,) = read(response_of(file.read_bytes(), file.as_uri(), file.name))

    description = posting.pop("description_html", None) or posting.pop("description_text")
    assert posting == CAPTURES[name]
    assert len(description) > 2000


def test_captured_pages_without_a_job_posting_give_none(captures: Path) -> None:
    files = [*sorted(captures.glob("jsonld/*.html")), *captures.glob("totaljobs/*.html")]

    assert files
    assert [file.name for file in files if read(response_of(file.read_bytes(), file.as_uri(), file.name))] == []


ENGLISH = "<p>You will work with our team and for the customers of the company, and this is what we do.</p>"
FRENCH = "<p>Vous êtes dans notre équipe pour les clients de la société et avec nous au service des autres.</p>"


@pytest.mark.parametrize(
    ("tag", "description", "language"),
    [
        ('<html lang="en-GB">', ENGLISH, "en-GB"),
        ("<!doctype html><HTML class=x LANG=en dir=ltr>", ENGLISH, "en"),
        ('<html xmlns="x" xml:lang="fr">', FRENCH, "fr"),
        ('<html lang="en">', "<p>SQL</p>", "en"),
        ('<html lang="en">', FRENCH, None),  # the language of the site's menus
        ('<html data-lang="en" hreflang="en">', ENGLISH, None),
        ('<html lang="">', ENGLISH, None),
        ("<html>", ENGLISH, None),
    ],
)
def test_the_page_states_the_language_where_the_posting_does_not(
    tag: str, description: str, language: str | None
) -> None:
    script = json.dumps({**POSTING, "description": description})
    body = f'{tag}<head><script type="application/ld+json">{script}</script></head>'

    (posting,) = read(HtmlResponse(JOB, body=body.encode(), encoding="utf-8"))

    assert posting.get("language") == language


def test_the_posting_s_own_language_goes_before_the_page_s() -> None:
    script = json.dumps({**POSTING, "inLanguage": "fr", "description": FRENCH})
    body = f'<html lang="en"><head><script type="application/ld+json">{script}</script></head>'

    (posting,) = read(HtmlResponse(JOB, body=body.encode(), encoding="utf-8"))

    assert posting["language"] == "fr"


def test_a_spider_without_start_urls_is_refused_by_name() -> None:
    class Unfinished(JsonLdSpider):
        name = "unfinished"

    with pytest.raises(ConfigError, match="spider unfinished has no start_urls"):
        Unfinished()


@pytest.mark.parametrize("attribute", ["job_links", "next_page", "no_results"])
@pytest.mark.parametrize("expression", ["a[job", "//a[", "a::nothing"])
def test_a_selector_that_cannot_be_read_is_refused_by_name(attribute: str, expression: str) -> None:
    spider = type(
        "Wrong", (JsonLdSpider,), {"name": "wrong", "start_urls": ["https://a.example/"], attribute: expression}
    )

    with pytest.raises(ConfigError, match=f"{attribute} of spider wrong is neither CSS nor XPath"):
        spider()


def test_rdfa_without_an_address_gets_the_pages_and_the_same_key_each_time() -> None:
    body = '<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Cook</h1></div>'

    found = [read(page(body=body)) for _ in range(2)]

    assert found[0] == found[1]
    assert found[0][0]["url"] == JOB
    assert found[0][0]["source_id"] == "/jobs/42"


def test_a_posting_in_a_sites_own_state_is_read_where_there_is_no_json_ld() -> None:
    posting = {"@type": "JobPosting", "title": "Cook", "identifier": "7", "description": "Soups"}
    state = json.dumps({"props": {"pageProps": {"seo": [{"@type": "WebPage"}, posting], "job": {"title": "x"}}}})
    page = f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    linked = json.dumps({**posting, "title": "Baker"})

    (found,) = job_postings(page, "https://careers.example/jobs/7")
    (better,) = job_postings(f'{page}<script type="application/ld+json">{linked}</script>', "https://careers.example/")

    assert (found["title"], better["title"]) == ("Cook", "Baker")
    assert job_postings(page.replace("}</script>", "</script>"), "https://careers.example/") == []  # broken


def test_what_is_no_number_is_no_value_and_an_empty_page_no_error() -> None:
    assert (text(float("nan")), number(float("inf")), number(float("nan"))) == (None, None, None)
    assert job_postings('\0<div itemscope itemtype="https://schema.org/JobPosting">', "https://careers.example/") == []
