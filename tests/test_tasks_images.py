"""Given a page, when a task reads it, then its images are absolute, each once, and not too many."""

from datetime import UTC, datetime
from json import loads

from scrapy.http import HtmlResponse

from jobspider.boards.reading import response_of
from jobspider.tasks.images import MOST_IMAGES, images_of
from jobspider.tasks.reading import MOST_BYTES, read_page

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://careers.example.com/jobs/1"
PAGE = """<html><head><base href="/base/"><meta property="og:image" content="/social.png">
<link rel="image_src" href="https://cdn.example.com/share.png">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting", "title": "Baker",
"url": "https://careers.example.com/jobs/1", "identifier": "7", "image": ["team.png", {"url": "oven.png"}],
"description": "Bake.", "hiringOrganization": {"@type": "Organization", "name": "Bread Ltd",
"logo": {"@type": "ImageObject", "url": "//cdn.example.com/logo.svg"}}}</script></head>
<body><header><img src="menu.png"></header>
<main><img src="bread.jpg"><img src="bread.jpg"><img data-src="lazy.jpg" src="data:image/gif;base64,x">
<img src="javascript:alert(1)"><img></main></body></html>"""


def page(html: str) -> HtmlResponse:
    response = response_of(html.encode(), URL)
    assert isinstance(response, HtmlResponse)
    return response


def test_a_page_s_own_images_come_first_then_the_employer_s_then_those_of_its_main_part() -> None:
    assert images_of(page(PAGE), []) == [
        "https://careers.example.com/social.png",
        "https://cdn.example.com/share.png",
        "https://careers.example.com/base/team.png",
        "https://careers.example.com/base/oven.png",
        "https://cdn.example.com/logo.svg",
        "https://careers.example.com/base/bread.jpg",
        "https://careers.example.com/base/lazy.jpg",
    ]


def test_a_page_without_a_main_part_gives_all_that_it_shows_but_not_without_end() -> None:
    many = page("".join(f"<img src={n}.png>" for n in range(200)))

    found = images_of(many, [])

    assert found[:2] == ["https://careers.example.com/jobs/0.png", "https://careers.example.com/jobs/1.png"]
    assert len(found) == MOST_IMAGES


def test_images_of_a_description_that_came_as_json_are_found() -> None:
    response = response_of(b"{}", "https://api.example.com/jobs", "x.json")

    image = "<p><img src='https://cdn.example.com/a.png'></p>"
    raws: list[dict[str, object]] = [{"description_html": image}, {"description_html": 5}]

    assert images_of(response, raws) == ["https://cdn.example.com/a.png"]


def test_a_page_is_read_by_the_best_board_and_its_key_says_which_host_answered() -> None:
    read = read_page(page(PAGE), NOW)

    assert (read.ending.outcome, read.ending.detail, read.board) == ("ok", "1 posting found", "json_ld")
    (posting,) = loads(read.result)["postings"]
    assert (posting["source"], posting["source_id"]) == ("task", "careers.example.com/7")
    assert (posting["title"], posting["company"]) == ("Baker", "Bread Ltd")
    assert [raw["source_id"] for raw in read.raws] == ["careers.example.com/7"]


def test_a_page_without_postings_is_read_and_empty() -> None:
    read = read_page(page("<h1>Nothing</h1>"), NOW)

    assert (read.ending.outcome, read.board) == ("ok_empty", None)
    assert loads(read.result) == {"postings": [], "images": []}


def test_a_result_that_would_be_too_long_says_how_much_of_it_is_shown() -> None:
    node = PAGE[PAGE.index('{"@context"') : PAGE.index("</script>")].replace("Bake.", "Bake. " * 40_000)
    nodes = ",".join(node.replace('"7"', f'"{n}"').replace("jobs/1", f"jobs/{n}") for n in range(9))
    read = read_page(page(f'<script type="application/ld+json">[{nodes}]</script>'), NOW)

    shown = len(loads(read.result)["postings"])
    assert 0 < shown < len(read.raws) == 9
    assert len(read.result.encode()) <= MOST_BYTES
    assert read.ending.detail == f"9 postings found, of which {shown} are shown: the rest is too long"
