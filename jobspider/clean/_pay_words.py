"""The words round a figure that say what it is: pay or other money, a least or a most, money or a count."""

# ruff: noqa: RUF001 (marks of other scripts)
import re

CUT = re.compile(
    r"[,;+()\[\]{}|\n•·&]|(?<=\w\w)(?<!mind)(?<!min)(?<!max)\. | - | — | (?=\d+ ?%)|\b(?:plus|with|and|inc|incl"
    r"|including|excl|excluding)\b",
    re.I,
)
_TARGET = r"\bote\b|on[- ]target|\buncapped\b|zielgehalt"
_NEVER_PAY = (
    r"|joining|sign[- ]?on|signing|sign[- ]?up|welcome|referral|\brefer\b|relocation|retention|per mile"
    r"|a mile|/mile|aguinaldo"
    r"|aguinaldo|golden hello|turnover|revenue|\bfunds?\b|funded|raised|investment|voucher|\bvales?\b"
    r"|training (?:worth|cost)|worth of"
    r"|per (?:employee|person|head)|\bshares\b|reimburse|expenses|if successful"
)
# "Salary £60,000 Overtime, Pension": behind a figure that is called pay these words list what comes on top.
_ON_TOP = (
    r"|bonus|\bbono\b|commission|provision\b|allowance|pension|holiday(?! pay)|budget|\bgrant\b|discount"
    r"|incentive"
    r"|\bequity|\bstock"
    r"|\brsus?\b|prämie|\bprime\b|superannuation of|savings?\b|deposit|\bfees?\b"
    r"|(?<!no )(?<!visa )sponsorship(?! available)"
    r"|premium"
    r"|benefits? (?:of|worth)|\bworth\b|contribut|overtime|zuschuss|ticket|buono|per cent\b|percent\b"
)
SALARY = re.compile(r"salar|\bwage|\brate\b|gehalt|lohn|sueldo|\bbase\b|\bbasic\b|\bpay:", re.IGNORECASE)
NOT_PAY = re.compile(_TARGET + _NEVER_PAY, re.IGNORECASE)
OTHER_MONEY = re.compile(_TARGET + _NEVER_PAY + _ON_TOP, re.IGNORECASE)
CAPITAL_EXTRA = re.compile(
    r"^ ?(?:[A-Z][\w&-]* ?){0,4}(?:Bonus|Overtime|Commission|Pension|Equity|Benefits"
    r"|Allowance)"
)
FORWARD = re.compile(_TARGET, re.IGNORECASE)
BASIC = re.compile(
    r"\bbasic\b|\bbase\b|\bfixed\b|\bfixum\b|\bfte\b|full[- ]time equivalent"
    r"|grundgehalt",
    re.IGNORECASE,
)
ACTUAL = re.compile(r"\bactual|\bpro[- ]?rata(?:'?e?d)? (?:to|salary)|take[- ]home", re.IGNORECASE)
PAY = re.compile(
    r"salar|\bpay\b|\bpays\b|paid|\bwage|compensation|remunerat|\brate\b|earn|gehalt|vergütung|lohn|sueldo"
    r"|\bral\b|lön\b"
    r"|stipend|rémunération|loon|wynagrodzenie|retribu|zarobk|年収|月給|時給|給与|薪|ctc|package|\bbasic\b|\bbase\b",
    re.IGNORECASE,
)
UP_TO = re.compile(
    r"(?:^to|\bup to|\bupto|\bmax(?:imum|imal|imo|\.)?(?: of)?|\bhasta|\bbis(?: zu)?|jusqu['’]à|jusqu['’]a"
    r"|\bfino a|\baté"
    r"|\btot|\bupp till|\bopp til|\bop til|\bless than|\bunder|\bdo|\baž|до)[\s:]*$",
    re.IGNORECASE,
)
FROM = re.compile(
    r"(?:\bfrom|\bstarting(?: salary)?(?: (?:at|from|of))?|\bstarts? (?:at|from)|\bat least|\bmin(?:imum"
    r"|imal|imo|\.)?(?: of)?"
    r"|\bmind(?:\.|estens)|\bdesde|\ba partir d[eo]|\bab|à partir de|\bdès|\bda|\bvanaf|\bfrån|\bfra|\bod"
    r"|от|\babove|\bexceeding|\bmore than|\bover"
    r"|\bsopra)[\s:]*$",
    re.IGNORECASE,
)
MAX_AFTER = re.compile(r"^\s*(?:\(?max\b|maximum)", re.IGNORECASE)
MIN_AFTER = re.compile(
    r"^\s*(?:\(?min\b(?!\w)|minimum|and above|and up\b|or more|upwards|以上|och uppåt)|から$", re.IGNORECASE
)
AFTER_PLUS = re.compile(
    r"^\s*(?:$|[,;()|.]|doe\b|dep|neg|per\b|p\.?a|/|an?\b|each\b|basic|base|year|annual|hour|k\b)", re.I
)
NO_PAY_UNIT = re.compile(
    r"^\s*(?:for (?:wfh|set|home|equipment|each|every|books|training)|off|towards)\b"
    r"|^\s*[-+]?\s*(?:hours?|hrs?|days?|weeks?|months?|years?|yrs?|minutes?|mins?|people|staff|miles?|km"
    r"|tage|stunden|std|urlaub"
    r"|jours?|días|horas|semanas|meses|dagen|uren|dagar|timmar|giorni|ore|dni|experience|seats?|shifts?|vacanc|"
    r"positions?|openings?|applic|users|customers|employees|beds|sites|points?)\b",
    re.IGNORECASE,
)
