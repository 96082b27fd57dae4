"""The numbers above the charts."""

from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from api.pages import formats
from api.pages.dashboard.chart import today
from api.pages.dashboard.figures import Figures


class Headline(NamedTuple):
    """A number with its name and a few words on it."""

    name: str
    value: str
    note: str | Markup


def headlines(figures: Figures) -> list[Headline]:
    """Open postings, new ones, pay, and how fresh all that is."""
    return [each(figures) for each in (_open, _new, _pay, _named, _boards)]


def _open(figures: Figures) -> Headline:
    number = formats.number(sum(each.open for each in figures.sources))
    found = figures.all_sources
    if found.origin == "stored":
        return Headline("Open postings", number, f"on {formats.day(found.as_of)}, {found.as_of:%H:%M} UTC")
    return Headline("Open postings", number if found.complete else f"{number}+", "now" if found.complete else "or more")


def _new(figures: Figures) -> Headline:
    """Published in the last seven days, today included, and how that compares."""
    week, end = timedelta(days=7), today().date() + timedelta(days=1)
    items = figures.days.items
    latest = sum(day.postings for day in items if day.day >= end - week)
    before = sum(day.postings for day in items if end - 2 * week <= day.day < end - week)
    return Headline("New in 7 days", formats.number(latest), f"{formats.number(before)} in the 7 before")


def _pay(figures: Figures) -> Headline:
    known = [each for each in figures.all_pay.items if each.currency == figures.currency]
    if not known:
        return Headline("Median pay", formats.NONE, "too few name theirs")
    note = f"a year, {formats.number(known[0].n)} postings"
    return Headline("Median pay", formats.money(known[0].median, figures.currency), note)


def _named(figures: Figures) -> Headline:
    named = sum(each.with_salary for each in figures.sources)
    of = sum(each.postings for each in figures.sources)
    return Headline("Name their pay", formats.share(named, of), f"{formats.number(named)} postings")


def _boards(figures: Figures) -> Headline:
    known = [each.source for each in figures.sources]
    latest = max((figures.crawled[each] for each in known if each in figures.crawled), default=None)
    note = Markup("crawled {}").format(formats.ago(latest)) if latest else "no crawl on record"
    return Headline("Boards", formats.number(len(known)), note)
