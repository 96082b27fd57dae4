"""Indeed's search page: the results as JSON in a script, as visible cards, and the way to the next page."""

from html import escape
from urllib.parse import urlencode

from jobspider.sample.html import page, script_json
from jobspider.sample.job_card import card, visible_card
from jobspider.sample.search import START_STEP, Found, Search

_PROVIDER = "mosaic-provider-jobcards"
_STYLE = "".join(
    f".css-{n:05x}{{display:flex;margin:{n % 7}px {n % 5}px;padding:0.{n % 9}rem;border-radius:0.5rem;color:#2d2d2d;}}"
    for n in range(4096, 4246)
)


def search_page(search: Search, found: Found) -> str:
    """The page as the site serves it today."""
    return _document(search, found, _mosaic(search, found) + _cards(found))


def changed_search_page(search: Search, found: Found) -> str:
    """The page after a redesign that nobody announced: no JSON, other names, the same postings to the eye."""
    tiles = (
        f'<article class="tile"><h3>{escape(p.title)}</h3><i>{escape(p.company)}</i></article>' for p in found.postings
    )
    return _document(search, found, f'<section id="tiles">{"".join(tiles)}</section>')


def _document(search: Search, found: Found, results: str) -> str:
    count = f'<div class="jobsearch-JobCountAndSortPane-jobCount"><span>{found.total:,} jobs</span></div>'
    main = f"<main>{count if found.total else _nothing(search)}{results}</main>"
    body = f"<style>{_STYLE}</style>{main}{_pagination(search, found)}"
    return page(f"{search.query} jobs in {search.location} - Indeed.com", body)


def _mosaic(search: Search, found: Found) -> str:
    model = {
        "adSignature": "",
        "appName": "jasx",
        "bot": False,
        "ipCountry": "GB",
        "loggedIn": False,
        "pageNumber": found.page + 1,
        "radius": 25,
        "results": [card(posting, search.query, search.location) for posting in found.postings],
        "tierSummaries": [{"jobCount": found.total, "tier": 1, "type": "DEFAULT"}],
        "what": search.query,
        "where": search.location,
    }
    data = {
        "metaData": {"isJpBundle": False, "mosaicProviderJobCardsModel": model},
        "countryCode": "GB",
        "language": "en",
    }
    return (
        '<script id="mosaic-data" type="text/javascript">\nwindow.mosaic = window.mosaic || {};\n'
        "window.mosaic.providerData = window.mosaic.providerData || {};\n"
        f'    window.mosaic.providerData["{_PROVIDER}"]={script_json(data)};\n</script>\n'
    )


def _cards(found: Found) -> str:
    return f'<div id="{_PROVIDER}"><ul>{"".join(map(visible_card, found.postings))}</ul></div>'


def _nothing(search: Search) -> str:
    place = f" in <b>{escape(search.location)}</b>" if search.location else ""
    return (
        '<div class="jobsearch-NoResult-messageContainer">'
        f"The search <b>{escape(search.query)}</b> jobs{place} did not match any jobs.</div>"
    )


def _pagination(search: Search, found: Found) -> str:
    if found.pages < 2:
        return ""
    first = max(0, min(found.page - 2, found.pages - 5))
    numbers = [_page_link(search, n, found.page) for n in range(first, min(first + 5, found.pages))]
    following = _link(search, found.page + 1, "next", "Next Page", "")
    arrow = [f"<li>{following}</li>"] if found.page + 1 < found.pages else []
    return f'<nav role="navigation" aria-label="pagination"><ul>{"".join(numbers + arrow)}</ul></nav>'


def _page_link(search: Search, number: int, current: int) -> str:
    label = str(number + 1)
    return f"<li>{_link(search, number, 'current' if number == current else label, label, label)}</li>"


def _link(search: Search, number: int, name: str, label: str, text: str) -> str:
    href = escape(address(search, number))
    return f'<a data-testid="pagination-page-{name}" aria-label="{label}" href="{href}">{text}</a>'


def address(search: Search, number: int) -> str:
    """The path of page `number` (from 0), in the site's order: `start` comes last."""
    values = {
        "q": search.query,
        "l": search.location,
        "fromage": "" if search.days is None else str(search.days),
        "jt": search.job_type,
        "sort": search.sort,
        "start": str(number * START_STEP) if number else "",
    }
    return "/jobs?" + urlencode({name: value for name, value in values.items() if value})
