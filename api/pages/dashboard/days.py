"""Postings a day, each board on top of the other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from api.pages.dashboard.chart import Chart, Column, Row, today
from api.pages.dashboard.figures import Figures
from jobspider.search.stats import Counted, Day

BOARDS = 7
"""Boards that are told apart, those with most postings; the others are one."""
OTHERS = "other boards"
SHOWN = 60
"""Days that are shown when no period is asked for."""
MOST_BARS = 92
"""Of more days weeks are made."""
WEEK = 7


def days(figures: Figures) -> Chart:
    """The chart; of a long period weeks, which begin on Mondays."""
    found = figures.days
    length = figures.asked.days or SHOWN
    first = today().date() - timedelta(days=length - 1)
    weekly = length > MOST_BARS
    counts = _by_bar((day for day in found.items if day.day >= first and day.postings), weekly)
    boards = _boards(counts)
    rows = [Row((bar, *(_of(counts, bar, board, boards) for board in boards))) for bar in _bars(counts, weekly)]
    return Chart(
        key="daily",
        title="Postings a week" if weekly else "Postings a day",
        kind="stacked",
        columns=(Column("Week from" if weekly else "Day", "day", "date"), *(Column(each, each) for each in boards)),
        rows=rows,
        note=_note(found),
        nothing="Nothing was posted in this period.",
    )


def _by_bar(found: Iterable[Day], weekly: bool) -> Counter[tuple[date, str]]:
    counts: Counter[tuple[date, str]] = Counter()
    for day in found:
        bar = day.day - timedelta(days=day.day.weekday()) if weekly else day.day
        counts[bar, day.source or ""] += day.postings
    return counts


def _boards(counts: Counter[tuple[date, str]]) -> list[str]:
    """The largest first; all but the first BOARDS are one."""
    sizes: Counter[str] = Counter()
    for (_, board), number in counts.items():
        sizes[board] += number
    ranked = sorted(sizes, key=lambda board: (-sizes[board], board))
    return ranked if len(ranked) <= BOARDS + 1 else [*ranked[:BOARDS], OTHERS]


def _of(counts: Counter[tuple[date, str]], bar: date, board: str, boards: list[str]) -> int:
    if board != OTHERS:
        return counts[bar, board]
    return sum(number for (day, other), number in counts.items() if day == bar and other not in boards)


def _bars(counts: Counter[tuple[date, str]], weekly: bool) -> Iterator[date]:
    """Each day or week from the first that has postings up to now, so that the axis has no gaps."""
    if not counts:
        return
    bar, step = min(day for day, _ in counts), timedelta(days=WEEK if weekly else 1)
    last = max(today().date(), *(day for day, _ in counts))
    while bar <= last:
        yield bar
        bar += step


def _note(found: Counted[Day]) -> str:
    """What the bars count."""
    newest = "" if found.complete or found.origin == "stored" else f" Of the newest {found.counted:,} that match."
    return f"By date of publication (UTC), open or closed by now; today so far.{newest}"
