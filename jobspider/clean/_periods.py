"""Pay periods in the words of the boards, in a dozen languages."""

# ruff: noqa: RUF001 (words of other scripts)
import re

from jobspider.clean._patterns import named

HOUR, DAY, WEEK, MONTH, YEAR = "HOUR", "DAY", "WEEK", "MONTH", "YEAR"

_EACH = r"(?:per|pr\.?|pro|por|par|al|all'|a la|à l'|l'|de l'|i|im|je|na|za|om|om de|v|в|ל|/|p/)"
_WORDS = {
    HOUR: (
        r"hour(?:ly|s)?|hrly|hrs?|p\.?\s?h\.?|/ ?h|p/h|stunden?\w*|stündlich|std|heures?|horaire|horas?"
        r"|orari[oa]|ora"
        r"|uurloon|uur|timlön|timmen?|timløn|timelønn|tim|godz\w*|hod\w*|óra|óradíj|tunti|tunnissa|час|jam"
        r"|時給|时薪|時薪|시급|小时|小時|시간|時間"
        rf"|{_EACH} ?time[rn]?"
    ),
    DAY: (
        r"days?|daily|p\.?\s?d\.?|p/d|diem|tage?|täglich|tagessatz|jours?|journalier|tjm|día|días|diario"
        r"|dia|diária"
        r"|giorno|giornaliero|dagtarief|dag|dzień|dziennie|md|日給|日薪|日当|일급"
    ),
    WEEK: (
        r"weeks?|weekly|wkly|wk|p\.?\s?w\.?|p/w|woche|wöchentlich|semaine|hebdomadaire|semana|semanal|semanais"
        r"|settimana|settimanale|wekelijks|vecka|ukes?|uge|tydzień|tygodniowo|週給|주급"
    ),
    MONTH: (
        r"months?|monthly|mth|mo|p\.?\s?c\.?\s?m\.?|p\.?\s?m\.?|p/m|monate?s?\w*|monatlich|mtl|mois"
        r"|mensuels?|mensuelle"
        r"|mes|mensual(?:es)?|mensuais|mensal|mês|mese|mensil[ei]|maand\w*|månad\w*|månadslön|mån|måned\w*"
        r"|mnd|md\.?|mies\w*|miesiąc\w*"
        r"|měsíc\w*|měs|mjesečno|mesečno|havonta|hónap|hó|kk|kuukau\w*|lun[aă]|lunar|ay|aylık|мес\w*|bulan"
        r"|sebulan|tháng"
        r"|חודש|月給|月薪|月收|월급|월|个月|月"
    ),
    YEAR: (
        r"years?|yearly|yrs?|annum|annual(?:ly|ised|ized)?|p\.?\s?a\.?|p/a|lpa|jahr\w*|jährlich"
        r"|jahresgehalt|jährliches"
        r"|annuels?|annuelle|année|año|años|anual(?:es)?|ano|anno|annu[ioa]|ral|jaar\w*|årslön|årslønn"
        r"|årsløn|år|rok\w*"
        r"|ročně|rocznie|év|vuosi|vuodessa|год|року|tahun|năm|年収|年俸|年薪|年给|연봉|年"
        r"|(?:par|/|l') ?an|pe an"
    ),
}

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_ANY = re.compile(
    rf"(?<![^\W\d_{_CJK}ל])(?:{named(_WORDS)})(?![^\W_{_CJK}])",
    re.IGNORECASE,
)
_CONNECTED = re.compile(rf"(?:(?:\b(?:a|an|each|every)|\b{_EACH[3:-1]}) ?|[/ל] ?)$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"p.?[ahdwm]\.?|pcm|lpa|.*annum|.*diem|annually|/.*|[a-z]+ ?/.*", re.IGNORECASE)


def find(text: str) -> tuple[str, bool] | None:
    """The first period that a text names, and whether it says so strongly (`per hour`, `p.a.`) or in passing."""
    match = _ANY.search(text)
    if match is None or match.lastgroup is None:
        return None
    strong = bool(_ABBREVIATED.fullmatch(match[0]) or _CONNECTED.search(text, 0, match.start()))
    return match.lastgroup, strong


def period_of(label: str) -> str | None:
    """HOUR DAY WEEK MONTH YEAR from a site's label (`YEARLY`, `per annum`, `por mes`, `P1Y`, …); None when unknown.

    Two weeks or a quarter are none of the five, so they are None.
    """
    folded = re.sub(r"[_\-]+", " ", label[:60]).strip()
    if re.search(r"(?i)fort ?night|bi ?weekly|bi ?monthly|semi|quarter|quincena|shift|every (?:two|2)", folded):
        return None
    by_iso = {"PT1H": HOUR, "P1D": DAY, "P1W": WEEK, "P7D": WEEK, "P1M": MONTH, "P1Y": YEAR, "ANN": YEAR, "HUR": HOUR,
              "MON": MONTH, "WEE": WEEK, "DAY": DAY, "H": HOUR, "D": DAY, "W": WEEK, "M": MONTH, "Y": YEAR}  # fmt: skip
    if folded.upper() in by_iso:
        return by_iso[folded.upper()]
    found = find(folded)
    return found[0] if found else None
