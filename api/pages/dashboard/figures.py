"""What the dashboard looks up: each thing once, however many charts tell of it."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from api.pages.dashboard.chart import today
from api.pages.dashboard.query import DashboardQuery
from jobspider.search import closing, daily, places, stats
from jobspider.search.closing import Closing
from jobspider.search.figures import last_successes
from jobspider.search.filters import DailyName, DailyQuery, PostingFilter, SalaryName, SalaryQuery
from jobspider.search.newest import Newest, newest, of_any_state
from jobspider.search.places import Town
from jobspider.search.stats import Counted, Day, Named, Salaries, Source

COLUMNS = tuple(dict.fromkeys((*stats.COLUMNS, *places.COLUMNS)))

EVERYTHING = PostingFilter(open=True)


class Figures:
    """Answers of jobspider/search, as /stats gives them, to one question; of open postings where nothing else is said.

    What was stored for the last day is taken where it answers the question.
    """

    def __init__(self, connection: Connection, asked: DashboardQuery) -> None:
        self.connection = connection
        self.asked = asked

    @cached_property
    def newest(self) -> Newest:
        """The newest open postings under all conditions, read once for whatever is counted now."""
        return newest(self.connection, self.asked.filter(open=True), COLUMNS)

    @cached_property
    def closed(self) -> Newest:
        """The newest closed postings under all conditions."""
        return closing.closed(self.connection, self.asked.filter())

    @cached_property
    def sources(self) -> list[Source]:
        """What each board gives; of the boards asked for."""
        return [each for each in self.all_sources.items if not self.asked.source or each.source in self.asked.source]

    @cached_property
    def boards(self) -> list[str]:
        """Names of the boards that have open postings, whatever is asked for."""
        if not self.asked.narrowed:
            return sorted(each.source for each in self.sources)
        stored = daily.sources(self.connection, EVERYTHING)
        known = stored.items if stored else newest(self.connection, EVERYTHING, ("source",)).rows
        return sorted({each.source for each in known})

    @cached_property
    def all_sources(self) -> Counted[Source]:
        """What each board gives under the other conditions."""
        query = self.asked.model_copy(update={"source": []}).filter(open=True)
        stored = daily.sources(self.connection, query)
        return stored or stats.sources(self.connection, query, None if self.asked.source else self.newest)

    @cached_property
    def crawled(self) -> Mapping[str, datetime]:
        """When each board's last successful crawl ended."""
        return last_successes(self.connection)

    @cached_property
    def days(self) -> Counted[Day]:
        """Each board's days, the latest first, open or not, whatever period is asked for.

        Days that are stored end with yesterday: today is counted as far as it has come.
        """
        conditions = self.asked.model_copy(update={"days": None}).conditions()
        query = DailyQuery(by=DailyName.SOURCE, **conditions)
        stored = daily.daily(self.connection, query)
        if stored is None:
            return stats.daily(self.connection, query, self._of_any_state(query))
        now = stats.daily(self.connection, query.model_copy(update={"posted_after": today()}))
        known = [day for day in stored.items if day.day < today().date()]
        return stored.model_copy(update={"items": [*now.items, *known]})

    def _of_any_state(self, query: DailyQuery) -> Newest | None:
        """What was read already of the period, where the open postings were: so only the closed ones are missing."""
        if self.asked.days or "newest" not in vars(self):
            return None
        return of_any_state(self.connection, query, self.newest, self.closed)

    @cached_property
    def all_pay(self) -> Counted[Salaries]:
        """Pay of all together, in each currency."""
        return self._pay(None)

    @cached_property
    def currency(self) -> str | None:
        """The one asked for, else that of most figures; None where nobody names enough pay."""
        if self.asked.currency:
            return self.asked.currency.upper()
        known = self.all_pay.items
        return max(known, key=lambda each: each.n).currency if known else None

    def pay(self, by: SalaryName) -> Counted[Salaries]:
        """Pay of each title or place, in `currency`."""
        found = self._pay(by)
        return found.model_copy(update={"items": [each for each in found.items if each.currency == self.currency]})

    def _pay(self, by: SalaryName | None) -> Counted[Salaries]:
        query = SalaryQuery(by=by, open=True, **self.asked.conditions())
        return daily.salaries(self.connection, query) or stats.salaries(self.connection, query, self.newest)

    @cached_property
    def skills(self) -> Counted[Named]:
        """The skills that most postings name."""
        query = self.asked.filter(open=True)
        return daily.skills(self.connection, query) or stats.skills(self.connection, query, self.newest)

    @cached_property
    def words(self) -> Counted[Named]:
        """The words that most titles hold."""
        query = self.asked.filter(open=True)
        return daily.words(self.connection, query) or stats.words(self.connection, query, self.newest)

    @cached_property
    def towns(self) -> Counted[Town]:
        """Where the jobs are; where this alone is counted now, few columns are read for it."""
        known = self.newest if self.skills.origin == "live" else None
        return places.places(self.connection, self.asked.filter(open=True), known)

    @cached_property
    def closing(self) -> Counted[Closing]:
        """How long postings that are closed by now were open."""
        return closing.closing(self.connection, self.asked.filter(), self.closed)
