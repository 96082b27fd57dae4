"""FeedBoard: given a feed in any dialect, when it is read, then its postings; nothing in it does harm."""

import gzip
from contextlib import suppress
from typing import ClassVar

import pytest
from hypothesis import given
from scrapy import Request
from scrapy.http import Response

from jobspider.boards.feed import FeedBoard
from jobspider.boards.raw import Raw
from jobspider.boards.reading import response_of
from jobspider.errors import SchemaChangedError
from tests.mutated import mutated

URL = "https://jobs.example/feed.xml"


class Jobs(FeedBoard):
    name = "jobs"
    start_urls = [URL]  # noqa: RUF012


def feed(body: str | bytes, name: str = "feed.xml", url: str = URL) -> Response:
    return response_of(body.encode() if isinstance(body, str) else body, url, name)


def read(body: str | bytes, spider: FeedBoard | None = None) -> list[Raw]:
    return list((spider or Jobs()).postings(feed(body)))


def only(body: str | bytes, spider: FeedBoard | None = None) -> Raw:
    (raw,) = read(body, spider)
    return raw


RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:job_listing="https://jobs.example/ns" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Jobs</title><link>https://jobs.example/</link><language>en-GB</language>
<atom:link rel="self" href="https://jobs.example/feed.xml"/>
<item><title>Map Editor &amp; Surveyor</title><link>https://jobs.example/job/7?a=1&amp;b=2</link>
<guid isPermaLink="false">https://jobs.example/?p=7</guid><dc:creator><![CDATA[Northwind]]></dc:creator>
<category>Maps</category><category><![CDATA[Full-time]]></category>
<pubDate>Tue, 03 Nov 2026 09:15:00 +0100</pubDate>
<enclosure url="https://jobs.example/7.pdf" length="10" type="application/pdf"/>
<description><![CDATA[Draw borders [&hellip;]]]></description>
<content:encoded><![CDATA[<p>Draw borders &amp; rivers.</p>]]></content:encoded>
<job_listing:location>Leeds</job_listing:location><job_listing:job_type>Full Time</job_listing:job_type>
<job_listing:salary>£30,000 a year</job_listing:salary></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Stellen</title>
<link rel="next" href="/feed.xml?page=2"/><updated>2026-11-04T00:00:00Z</updated>
<entry><id>tag:jobs.example,2026:7</id><title type="text">Kartograf</title>
<link rel="enclosure" href="https://jobs.example/7.pdf"/><link href="/job/7"/>
<author><name>Nordwind</name><uri>https://nordwind.example</uri></author>
<category term="a"/><category term="b"/><published>2026-11-03T09:15:00+01:00</published>
<updated>2026-11-04T09:15:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Grenzen <b>ziehen</b>.</p></div></content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://jobs.example/"><title>Jobs</title></channel>
<item rdf:about="https://jobs.example/job/7"><title>Surveyor</title><link>https://jobs.example/job/7</link>
<dc:date>2026-11-03</dc:date><dc:publisher>Northwind</dc:publisher><dc:language>en</dc:language>
<description>&lt;p&gt;Measure.&lt;/p&gt;</description></item></rdf:RDF>"""

SEARCH = """<source><publisher>Northwind</publisher><lastBuildDate>Tue, 03 Nov 2026 09:15:00 GMT</lastBuildDate>
<job><title><![CDATA[Surveyor]]></title><date><![CDATA[Mon, 02 Nov 2026 22:49:39 GMT]]></date>
<referencenumber><![CDATA[NW-7]]></referencenumber><url><![CDATA[https://jobs.example/job/7?source=x&y=1]]></url>
<company><![CDATA[Northwind]]></company><city><![CDATA[Leeds]]></city><state><![CDATA[England]]></state>
<country><![CDATA[GB]]></country><postalcode><![CDATA[LS1 1AA]]></postalcode>
<description><![CDATA[<p>Measure &pound;&nbsp;and pence.</p>]]></description><salary><![CDATA[£20 an hour]]></salary>
<jobtype><![CDATA[full-time, permanent]]></jobtype><expirationdate>2026-12-01</expirationdate></job></source>"""

RSS_RAW = {
    "source_id": "/?p=7",
    "url": "https://jobs.example/job/7?a=1&b=2",
    "title": "Map Editor & Surveyor",
    "company": "Northwind",
    "description_html": "<p>Draw borders &amp; rivers.</p>",
    "description_is_snippet": False,
    "location_raw": "Leeds",
    "employment_type": ["Full Time"],
    "salary_raw": "£30,000 a year",
    "date_posted": "Tue, 03 Nov 2026 09:15:00 +0100",
    "language": "en-GB",
}
ATOM_RAW = {
    "source_id": "tag:jobs.example,2026:7",
    "url": "https://jobs.example/job/7",
    "title": "Kartograf",
    "company": "Nordwind",
    "company_url": "https://nordwind.example",
    "description_html": "<div><p>Grenzen <b>ziehen</b>.</p></div>",
    "description_is_snippet": False,
    "date_posted": "2026-11-03T09:15:00+01:00",
    "language": "de",
}
RDF_RAW = {
    "source_id": "/job/7",
    "url": "https://jobs.example/job/7",
    "title": "Surveyor",
    "company": "Northwind",
    "description_html": "<p>Measure.</p>",
    "description_is_snippet": False,
    "date_posted": "2026-11-03",
    "language": "en",
}
SEARCH_RAW = {
    "source_id": "NW-7",
    "url": "https://jobs.example/job/7?source=x&y=1",
    "title": "Surveyor",
    "company": "Northwind",
    "description_html": "<p>Measure &pound;&nbsp;and pence.</p>",
    "description_is_snippet": False,
    "locality": "Leeds",
    "region": "England",
    "country": "GB",
    "postal_code": "LS1 1AA",
    "employment_type": ["full-time, permanent"],
    "contract_type": "permanent",
    "salary_raw": "£20 an hour",
    "date_posted": "Mon, 02 Nov 2026 22:49:39 GMT",
    "valid_through": "2026-12-01",
}
DIALECTS = {"RSS 2.0": (RSS, RSS_RAW), "Atom": (ATOM, ATOM_RAW), "RSS 1.0": (RDF, RDF_RAW), "XML": (SEARCH, SEARCH_RAW)}


@pytest.mark.parametrize(("body", "expected"), DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_gives_every_field(body: str, expected: Raw) -> None:
    assert only(body) == expected


def item(inside: str, root: str = "rss") -> str:
    return (
        f"<{root}><channel><item><title>T</title><link>https://jobs.example/1</link>{inside}</item></channel></{root}>"
    )


def test_a_site_names_its_own_paths() -> None:
    class Own(Jobs):
        fields: ClassVar = {"company": "j:firm/j:name", "location_raw": "j:at/j:town | j:town", "title": "j:post@name"}

    body = item(
        '<j:firm><j:name>ACME</j:name></j:firm><j:town>Leeds</j:town><j:town>York</j:town><j:post name="Chef"/>'
    ).replace("<rss>", '<rss xmlns:j="urn:example:jobs">')

    raw = only(body, Own())

    assert (raw["company"], raw["location_raw"], raw["title"]) == ("ACME", "Leeds; York", "Chef")


def test_other_elements_can_be_the_entries() -> None:
    class Vacancies(Jobs):
        entries = ("vacancy",)

    raw = only("<list><vacancy><name>Chef</name><url>https://jobs.example/1</url></vacancy></list>", Vacancies())

    assert raw == {"title": "Chef", "url": "https://jobs.example/1", "source_id": "/1"}


MENDED = {
    "names of characters": ("<description>One&nbsp;&ndash; two</description>", "One\xa0\N{EN DASH} two"),
    "an ampersand": ("<description>R&D & more</description>", "R&D & more"),
    "an unknown name": ("<description>a &unknown; b</description>", "a &unknown; b"),
    "control characters": ("<description>a\x0bb\x00</description>", "ab"),
    "CDATA in pieces": ("<description><![CDATA[a]]><![CDATA[ & b]]></description>", "a & b"),
    "a comment inside": ("<description>a <!-- x -->b</description>", "a b"),
}


@pytest.mark.parametrize(("inside", "text"), MENDED.values(), ids=MENDED)
def test_what_is_not_quite_xml_is_mended(inside: str, text: str) -> None:
    assert only(item(inside))["description_text"] == text


def test_html_that_is_not_escaped_stays_html() -> None:
    assert only(item("<description>A <b>b</b> c<br/>d</description>"))["description_html"] == "A <b>b</b> c<br>d"


@pytest.mark.parametrize("ending", ["…", "[&amp;hellip;]", "[...]", "&lt;a href='x'&gt;Read more&lt;/a&gt; ..."])
def test_a_text_that_breaks_off_is_an_excerpt(ending: str) -> None:
    assert only(item(f"<description>&lt;p&gt;Draw borders {ending}&lt;/p&gt;</description>"))["description_is_snippet"]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16", "utf-8"])
def test_the_declared_encoding_counts(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + item("<description>Zürich</description>")

    assert only(text.encode(encoding))["description_text"] == "Zürich"


def test_stray_bytes_and_a_packed_body_are_read() -> None:
    body = item("<description>caf\xe9 and naïve</description>").encode("utf-8").replace("é".encode(), b"\xe9")

    assert only(gzip.compress(body))["description_text"] == "café and naïve"


def test_a_feed_that_breaks_off_gives_what_came_before() -> None:
    whole = item("<description>x</description>")
    cut = whole.replace("</channel>", "") + "<item><title>Cut"

    assert [raw["title"] for raw in read(cut)][:1] == ["T"]


def test_an_entry_that_says_too_little_costs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    body = "<rss><channel><item/><item><title>T</title><link>/1</link></item></channel></rss>"

    assert [raw.get("title") for raw in read(body)][-1] == "T"


def test_an_empty_feed_is_empty_and_a_page_is_no_feed() -> None:
    assert read("<rss><channel><title>Jobs</title></channel></rss>") == []
    for page in ("<html><body>Sorry</body></html>", "", "{}", "Not found"):
        with pytest.raises(SchemaChangedError, match="is no feed"):
            read(page)


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
HOSTILE = {
    "entities that grow": f'<!DOCTYPE rss [<!ENTITY e0 "ha">{BOMB}]>' + item("<description>&e8;</description>"),
    "a file": '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + item("<description>&f;</description>"),
    "a parameter entity": '<!-- x --><!DOCTYPE r [<!ENTITY % f SYSTEM "http://127.0.0.1/x"> %f;]>' + item(""),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_entities_of_its_own_are_refused(body: str) -> None:
    with pytest.raises(SchemaChangedError, match="document type of its own"):
        read(body)


def test_a_document_type_elsewhere_is_not_fetched_and_does_no_harm() -> None:
    assert only('<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/rss.dtd">' + item(""))["title"] == "T"


def test_a_bomb_that_is_packed_is_refused() -> None:
    with pytest.raises(SchemaChangedError, match="can't be unpacked"):
        read(gzip.compress(b" " * (51 * 1024 * 1024)))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "repeated", ["<item>", "<![CDATA[", "<!--", "&", "<a b='", "<?xml ", "<item><p>", "]]>", "&#", " ", "\t\n"]
)
def test_no_feed_takes_longer_than_its_size_allows(repeated: str) -> None:
    hostile = "<rss><channel>" + repeated * (500_000 // len(repeated))

    assert len(read(hostile)) <= 1


def test_a_huge_feed_is_read_to_its_bound() -> None:
    class Short(Jobs):
        most_postings = 3

    body = "<rss><channel>" + "<item><title>T</title><link>https://j.example/1</link></item>" * 9 + "</channel></rss>"

    assert len(read(body, Short())) == 3


def test_the_next_page_of_a_feed_is_asked_for() -> None:
    def asked(page: int) -> list[str]:
        found = Jobs(pages="2").parse(feed(ATOM), page=page)
        return [each.url for each in found if isinstance(each, Request)]

    assert asked(1) == ["https://jobs.example/feed.xml?page=2"]
    assert asked(2) == []


def test_a_next_page_elsewhere_is_not_followed() -> None:
    body = ATOM.replace('href="/feed.xml?page=2"', 'href="https://other.example/feed.xml"')

    assert not [each for each in Jobs().parse(feed(body)) if isinstance(each, Request)]


@given(mutated([body.encode() for body, _ in DIALECTS.values()]))
def test_mutated_feeds_never_raise_anything_unforeseen(body: bytes) -> None:
    with suppress(SchemaChangedError):
        list(Jobs().parse(feed(body)))
