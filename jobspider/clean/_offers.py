"""Gives each figure its meaning from the words round it: pay, basic pay, a bonus; up to, from; an hour, a year."""

# ruff: noqa: RUF001 (letters and marks of other scripts are what this module reads)
import re
from dataclasses import dataclass

from jobspider.clean import _periods
from jobspider.clean._figures import Figure, figures

_CUT = re.compile(
    r"[,;+()\[\]{}|\n•·&]|(?<=\w\w)(?<!mind)(?<!min)(?<!max)\. | - | — |\b(?:plus|with|and|inc|incl"
    r"|including|excl|excluding)\b",
    re.I,
)
_TARGET = r"\bote\b|on[- ]target|\buncapped\b|zielgehalt"
_OTHER_MONEY = re.compile(
    _TARGET + r"|bonus|\bbono\b|commission|provision\b|joining|sign[- ]?on|signing|sign[- ]?up|welcome"
    r"|referral|refer a"
    r"|relocation|allowance|pension|holiday|voucher|turnover|revenue|budget|\bfund|\bgrant\b|discount"
    r"|incentive|retention"
    r"|\bequity|\bstock|\brsus?\b|raised|investment|expenses|per mile|a mile|/mile|prämie|\bprime\b"
    r"|\bvales?\b|aguinaldo"
    r"|superannuation of|golden hello|training (?:worth|cost)|worth of|savings?\b|deposit|\bfees?\b"
    r"|sponsorship|premium"
    r"|benefits? (?:of|worth)|reimburse|overtime|zuschuss|ticket|buono|per cent\b|percent\b",
    re.IGNORECASE,
)
_FORWARD = re.compile(_TARGET, re.IGNORECASE)
_BASIC = re.compile(
    r"\bbasic\b|\bbase\b|\bfixed\b|\bfixum\b|\bfte\b|full[- ]time equivalent|grundgehalt", re.IGNORECASE
)
_ACTUAL = re.compile(r"\bactual|\bpro[- ]?rata(?:'?e?d)? (?:to|salary)|take[- ]home", re.IGNORECASE)
_PAY = re.compile(
    r"salar|\bpay\b|\bpays\b|paid|\bwage|compensation|remunerat|\brate\b|earn|gehalt|vergütung|lohn|sueldo"
    r"|\bral\b|lön\b"
    r"|stipend|rémunération|loon|wynagrodzenie|retribu|zarobk|年収|月給|時給|給与|薪|ctc|package|\bbasic\b|\bbase\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"(?:\bup to|\bupto|\bmax(?:imum|imal|imo|\.)?(?: of)?|\bhasta|\bbis(?: zu)?|jusqu['’]à|jusqu['’]a"
    r"|\bfino a|\baté"
    r"|\btot|\bupp till|\bopp til|\bop til|\bless than|\bunder|\bdo|\baž|до)[\s:]*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:\bfrom|\bstarting(?: salary)?(?: (?:at|from|of))?|\bstarts? (?:at|from)|\bat least|\bmin(?:imum"
    r"|imal|imo|\.)?(?: of)?"
    r"|\bmind(?:\.|estens)|\bdesde|\ba partir d[eo]|\bab|à partir de|\bdès|\bda|\bvanaf|\bfrån|\bfra|\bod"
    r"|от|\bmore than|\bover"
    r"|\bsopra)[\s:]*$",
    re.IGNORECASE,
)
_MAX_AFTER = re.compile(r"^\s*(?:\(?max\b|maximum)", re.IGNORECASE)
_MIN_AFTER = re.compile(
    r"^\s*(?:\(?min\b(?!\w)|minimum|and above|and up\b|or more|upwards|以上|och uppåt)|から$", re.IGNORECASE
)
_AFTER_PLUS = re.compile(
    r"^\s*(?:$|[,;()|.]|doe\b|dep|neg|per\b|p\.?a|/|an?\b|each\b|basic|base|year|annual|hour|k\b)", re.I
)
_NO_PAY_UNIT = re.compile(
    r"^\s*[-+]?\s*(?:hours?|hrs?|days?|weeks?|months?|years?|yrs?|minutes?|mins?|people|staff|miles?|km"
    r"|tage|stunden|std|urlaub"
    r"|jours?|días|horas|semanas|meses|dagen|uren|dagar|timmar|giorni|ore|dni|experience|seats?|shifts?|vacanc|"
    r"positions?|openings?|applic|users|customers|employees|beds|sites|points?)\b",
    re.IGNORECASE,
)


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
        return bool(_PAY.search(self.before))

    @property
    def counts_something_else(self) -> bool:
        return bool(_NO_PAY_UNIT.match(self.after))

    def period(self) -> tuple[str, bool] | None:
        """The stated period, and whether it stands with the figure itself."""
        near = _periods.find(self.after) or _periods.find(self.figure.between) or _periods.find(self.before)
        if near:
            return near[0], True
        far = _periods.find(self.rest[:60])
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
        if _UP_TO.search(self.before) or _MAX_AFTER.match(self.after):
            return None, figure.high
        is_open = figure.open_ended and _AFTER_PLUS.match(self.after + self.rest)
        if is_open or _FROM.search(self.before) or _MIN_AFTER.match(self.after):
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
    tail = _CUT.split(before)[-1]
    cut = _CUT.search(after)
    at = cut.start() if cut else len(after)
    if figure.open_ended and not _AFTER_PLUS.match(after):
        at = 0  # `£65,000+ bonus` is `£65,000 + bonus`
    head, rest = after[:at], after[at:]
    return Offer(figure, tail, head, rest, _rank(tail, head, has_next and not rest))


def _rank(before: str, after: str, touches_next: bool) -> int:
    if _BASIC.search(after) or (_BASIC.search(before) and not _other_money(before)):
        return 0
    behind = _FORWARD.sub("", after) if touches_next else after
    if _other_money(before) or _OTHER_MONEY.search(behind):
        return 3
    return 2 if _ACTUAL.search(after) or _ACTUAL.search(before) else 1


def _other_money(before: str) -> bool:
    """Whether the last word of weight in front of a figure is a bonus, not pay (`Bonus scheme. Salary:` is pay)."""
    last = max((match.end() for match in _OTHER_MONEY.finditer(before)), default=-1)
    return last >= 0 and not _PAY.search(before, last)
