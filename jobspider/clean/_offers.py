"""Gives each figure its meaning from the words round it: pay, basic pay, a bonus; up to, from; an hour, a year."""

from dataclasses import dataclass

from jobspider.clean import _pay_words as words
from jobspider.clean import _periods
from jobspider.clean._figures import Figure, figures

_NEAR, _FAR = 40, 60  # characters behind a figure in which a period is its own, or may be
_NO_BONUS = 20_000  # "£65,000 Bonus" lists a bonus; "£1,000 Bonus" is one


@dataclass(frozen=True, slots=True)
class Offer:
    """A figure with what the text says of it."""

    figure: Figure
    before: str
    after: str
    rest: str
    """What follows beyond the first cut, up to the next figure."""
    rank: int
    """0 basic or full-time pay, 1 pay, 2 what a part-timer really gets, 3 other money."""

    @property
    def names_pay(self) -> bool:
        return bool(words.PAY.search(self.before))

    @property
    def counts_something_else(self) -> bool:
        return bool(words.NO_PAY_UNIT.match(self.after))

    def period(self) -> tuple[str, bool] | None:
        """The stated period, and whether it stands with the figure itself."""
        behind = _periods.find(self.after[:_NEAR]) or _periods.find(self.figure.between)
        if behind:
            return behind[0], True
        ahead = _periods.find(self.before)
        if ahead:
            return ahead[0], self.names_pay
        far = _periods.find(self.rest[:_FAR])
        return (far[0], False) if far and far[1] else None

    def bounds(self) -> tuple[float | None, float | None]:
        """Low and high in order; what is zero, negative or left open is None."""
        low, high = self._open_bounds()
        low, high = (low if low and low > 0 else None), (high if high and high > 0 else None)
        return (high, low) if low and high and low > high else (low, high)

    def _open_bounds(self) -> tuple[float | None, float | None]:
        figure = self.figure
        if figure.negative:
            return None, None
        if figure.is_range:
            return figure.low, figure.high
        if words.UP_TO.search(self.before) or words.MAX_AFTER.match(self.after):
            return None, figure.high
        is_open = figure.open_ended and words.AFTER_PLUS.match(self.after + self.rest)
        if is_open or words.FROM.search(self.before) or words.MIN_AFTER.match(self.after):
            return figure.low, None
        return figure.low, figure.high


def offers(text: str) -> list[Offer]:
    """Every figure of the text as an offer, in the order of the text."""
    found = figures(text)
    ends = [0, *(figure.end for figure in found)]
    starts = [*(figure.start for figure in found[1:]), len(text)]
    spans = zip(found, ends, starts, strict=False)
    return [_offer(figure, text[end : figure.start], text[figure.end : start], start < len(text))
            for figure, end, start in spans]  # fmt: skip


def _offer(figure: Figure, before: str, after: str, has_next: bool) -> Offer:
    tail = words.CUT.split(before)[-1]
    cut = words.CUT.search(after)
    at = cut.start() if cut else len(after)
    if figure.open_ended and not words.AFTER_PLUS.match(after):
        at = 0  # `£65,000+ bonus` is `£65,000 + bonus`
    head, rest = after[:at], after[at:]
    return Offer(figure, tail, head, rest, _rank(figure, tail, head, has_next and not rest))


def _rank(figure: Figure, before: str, after: str, touches_next: bool) -> int:
    if words.BASIC.search(after) or (words.BASIC.search(before) and not _other_money(before)):
        return 0
    behind = words.FORWARD.sub("", after) if touches_next else after
    is_called_pay = words.SALARY.search(before) or (figure.high >= _NO_BONUS and words.CAPITAL_EXTRA.match(after))
    if _other_money(before) or (words.NOT_PAY if is_called_pay else words.OTHER_MONEY).search(behind):
        return 3
    return 2 if words.ACTUAL.search(after) or words.ACTUAL.search(before) else 1


def _other_money(before: str) -> bool:
    """Whether the last word of weight in front of a figure is a bonus, not pay (`Bonus scheme. Salary:` is pay)."""
    last = max((match.end() for match in words.OTHER_MONEY.finditer(before)), default=-1)
    return last >= 0 and not words.SALARY.search(before, last)
