"""Which path answers what. Pure but for the counters of misbehaviour: no socket, no clock."""

import json
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl

from jobspider.sample.answer import JSON, TEXT, Answer, answer
from jobspider.sample.career_page import career_job, career_list
from jobspider.sample.company_page import COMPANIES, company_page
from jobspider.sample.data import Board
from jobspider.sample.html import page
from jobspider.sample.job_page import job_page
from jobspider.sample.misbehaviour import Misbehaviour
from jobspider.sample.options import Options
from jobspider.sample.robots import robots_txt
from jobspider.sample.script_page import script_data, script_page
from jobspider.sample.search import Finder, Search
from jobspider.sample.search_page import changed_search_page, search_page
from jobspider.sample.tree import tree_page

KEPT_PAGES = 1024
"""Rendered pages that are kept: about 80 MB when all are search pages."""

Query = dict[str, str]
NOT_FOUND = answer(page("Not found", "<h1>This page is not here.</h1>"), 404)
_HOME = page(
    "Sample board",
    '<h1>Sample board</h1><ul><li><a href="/jobs?q=data+science&amp;l=London">Search</a></li>'
    '<li><a href="/careers">Careers</a></li><li><a href="/tree/0">Tree</a></li></ul>',
)


class Site:
    """The board's pages by path; the same path always answers the same, unless misbehaviour steps in."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._board = Board(options.seed, options.postings, options.today, options.day)
        self._finder = Finder(self._board, options.match)
        self._misbehaviour = Misbehaviour(options)
        self._uncounted = {
            "/robots.txt": answer(robots_txt(options.robots), content_type=TEXT),
            "/healthz": answer("ok\n", content_type=TEXT),
        }
        self._pages: dict[str, Callable[[Query], Answer]] = {
            "/": lambda _: answer(_HOME),
            "/jobs": self._jobs,
            "/viewjob": self._job,
            "/rc/clk": _click,
            "/pagead/clk": lambda _: answer("", 302, Location="/jobs"),
            "/careers": self._careers,
            "/js/jobs": lambda _: answer(script_page()),
            "/js/data.json": self._data,
        }
        self._kept = lru_cache(maxsize=KEPT_PAGES)(self._rendered)

    def answer(self, target: str) -> Answer:
        """The answer to GET `target` (path and query)."""
        uncounted = self._uncounted.get(target)
        if uncounted:
            return uncounted
        return self._misbehaviour.instead() or self._misbehaviour.spoilt(self._page(target))

    def _page(self, target: str) -> Answer:
        """Pages of the tree are quicker rendered than kept: a crawl asks for each of them once."""
        if target.startswith("/tree/"):
            return self._tree(target.removeprefix("/tree/"))
        return self._kept(target)

    def _rendered(self, target: str) -> Answer:
        path, _, query = target.partition("?")
        if path.startswith(COMPANIES):
            return _company(path)
        if path.startswith("/careers/"):
            return self._career_job(path.removeprefix("/careers/"))
        handler = self._pages.get(path)
        return handler(dict(parse_qsl(query))) if handler else NOT_FOUND

    def _jobs(self, query: Query) -> Answer:
        search = _search(query)
        render = changed_search_page if self._options.schema_changed else search_page
        return answer(render(search, self._finder.find(search)))

    def _data(self, query: Query) -> Answer:
        found = self._finder.find(_search(query))
        return answer(json.dumps(script_data(found), ensure_ascii=False), content_type=JSON)

    def _job(self, query: Query) -> Answer:
        posting = self._board.find(query.get("jk", ""))
        return answer(job_page(posting)) if posting else NOT_FOUND

    def _career_job(self, key: str) -> Answer:
        posting = self._board.find(key)
        return answer(career_job(posting)) if posting else NOT_FOUND

    def _careers(self, query: Query) -> Answer:
        text = career_list(self._board, _number(query.get("page", "1")))
        return answer(text) if text else NOT_FOUND

    def _tree(self, number: str) -> Answer:
        text = tree_page(_number(number), self._options.tree)
        return answer(text) if text else NOT_FOUND


def _company(path: str) -> Answer:
    text = company_page(path)
    return answer(text) if text else NOT_FOUND


def _click(query: Query) -> Answer:
    return answer("", 302, Location=f"/viewjob?jk={query.get('jk', '')}")


def _search(query: Query) -> Search:
    days = _number(query.get("fromage", ""))
    return Search(
        query=query.get("q", ""),
        location=query.get("l", ""),
        days=None if days < 0 else days,
        job_type=query.get("jt", ""),
        sort=query.get("sort", ""),
        start=max(0, _number(query.get("start", "0"))),
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
