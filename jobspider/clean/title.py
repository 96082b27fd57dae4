"""Job titles: a canonical form to group the same job by, and the seniority that a title names."""

# ruff: noqa: RUF001 (dashes of all kinds end a title)
import re
import unicodedata

from jobspider.clean._amounts import fold

_LONGEST = 300
_GENDER = re.compile(
    r"[(\[/|,\-]?\s*\b(?:all genders?|[mwfhdvxinag*](?:\s?[/|,*]\s?[mwfhdvxinag*]){1,4})\b\s*[)\]]?"
    r"|[(\[]\s*(?:[mwfhdvxi]\s*[/|,.\-]\s*){1,4}[mwfhdvxi]?\s*[)\]]|\((?:f|m)\s*\|\s*(?:f|m)\)"
    r"|(?<=\w)(?:[:*_]in(?:nen)?|/-?in(?:nen)?|\(in\)|\(e\)|·e|/a|\(a\))\b\)?",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[(\[\-|,]?\s*(?:up to |from |circa |c\. ?|to |ote )?[£€$₹]\s?\d[\d.,]*\s?k?\b"
    r"(?:\s?(?:-|to)\s?[£€$₹]?\s?\d[\d.,]*\s?k?\b)?\+?"
    r"(?:\s?(?:per|an?|/|p)\s?(?:hour|hr|h|day|week|month|annum|year|a|d)\b\.?(?:\s?a\.?)?)?(?:\s?(?:ote"
    r"|basic|doe|plus|\+)[^)\-|]*)?[)\]]?"
    r"|\b\d{2,3}k(?:\s?-\s?\d{2,3}k)?\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"[(\[#\-|,]?\s*\b(?:ref(?:erence)?|req(?:uisition)?(?: id)?|job (?:id|ref|no|number)|vacancy|id"
    r"|kennziffer|r|jr|job)\b"
    r"[\s.:#\-]*[a-z]{0,4}[\-_]?\d[\w\-/]*[)\]]?|[(\[]\s*#?[a-z]{0,4}[\-_]?\d{3,}\s*[)\]]|#\s?\w*\d+"
    r"|\b(?:jr|r|req)[\-_]?\d{4,}\b"
    r"|\s-\s\d{4,}$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]?")
_CONDITION = (
    r"(?:fully |100% |hybrid |uk )?remote|hybrid|on-?site|home ?office|work(?:ing)? from home|wfh"
    r"|full[- ]?time|part[- ]?time|permanent"
    r"|contract|temporary|temp|ftc|fixed term(?: contract)?|\d+ months?(?: ftc)?|immediate start"
    r"|urgent(?:ly hiring)?|asap|new|hiring now"
    r"|apply now|no experience(?: needed| required)?|inside ir35|outside ir35|days?|nights?|vollzeit"
    r"|teilzeit|unbefristet|tiempo completo"
    r"|cdi|cdd|(?:excellent|great|full) (?:benefits|training).*|sign[- ]on bonus.*|.*\bbonus\b.*"
    r"|visa sponsorship.*|\d+ (?:hours|days)\b.*"
)
_TAIL = re.compile(
    rf"\s*(?:\s[-|/@•·]|[,:;|])\s*(?:{_CONDITION})\s*$|^(?:{_CONDITION})\s*(?:[-|:!]+)\s*", re.IGNORECASE
)
_PLACE_TAIL = re.compile(
    r"\s*(?:\s[-|@•·]|[,|])\s*(?:in\s)?(?P<place>[^\W\d_][^,|\-–]*(?:,\s?[^\W\d_][^,|]*)?)$"
    r"|\s+in\s+(?P<town>[A-Z][\w.' ]+)$"
)
_SPECIALITY = re.compile(
    r"\w+ology|\w+iatr|medicine|surg|therap|pharma|econom|\w+ics\b|\bunit\b|history|\blaw\b|chemis|physi"
    r"|math|nurs|conveyanc"
    r"|engineer|develop|analy|manager|scien|data|software|sales|nurse|teacher|assist|consult|design|lead"
    r"|senior|junior|market|financ|account"
    r"|product|machine|learning|\bai\b|\bml\b|nlp|cloud|back|front|stack|python|java|research|risk|support"
    r"|security|operations|admin|care"
    r"|health|project|program|graduate|intern|head|director|officer|science|technology|platform"
    r"|infrastructure|credit|digital|customer"
    r"|business|legal|medical|clinical|systems?|service|network|mobile|web|test|quality|insight|growth"
    r"|commercial|pricing|fraud|payments"
    r"|shift|driver|class|level|grade|band|team|department|division|and\b|&|\bii+\b|\bi\b|\biv\b|\bhr\b|r&d"
    r"|bank|retail|insurance|energy",
    re.IGNORECASE,
)
_FEW_WORDS = 4
"""A speciality in brackets is named in so many words at most; more is a remark."""
_SEPARATED = re.compile(r"\s*(?:\s[-|•·]\s|[,;:|]\s)\s*")
_NOISE = re.compile(r"[!?*★☆✨🔥⭐️\"“”]+|\.{2,}")
_LOOSE = re.compile(r"^[\s\-|,:;/•·+&@]+|[\s\-|,:;/•·+&@]+$")

_SENIORITY = (
    ("intern", r"^ausbildung|intern(?:ship)?|praktik\w*|stagiaire|stage|becari[oa]|prácticas|estagi[aá]ri[oa]|estágio"
    r"|tirocin\w*|stagiair|werkstudent\w*|apprentice(?:ship)?|aprendiz|azubi|auszubildende\w*"
    r"|alternan\w*|placement student|industrial placement"),
    ("executive", r"chief(?! of staff)(?: \w+){1,4} officer|c[etfiopmdr]o|ceo|cdao|ciso|chro|(?<!vice )president"
    r"|managing director|geschäftsführer\w*|director[a]? general|amministratore delegato"
    r"|partner(?=$)"),
    ("director", r"director[a]?|head of|head|vice president|s?vp|avp|direktor\w*|directeur|directrice"
    r"|direttore|direttrice|diretor[a]?|directrice"),
    ("principal", r"principal|staff(?= (?:\w+ ){0,3}(?:engineer|scientist|developer|designer|analyst"
    r"|architect|researcher|product))|distinguished|(?:technical|engineering) fellow"),
    ("lead", r"lead|team ?lead(?:er)?|tech(?:nical)? lead(?:er)?|leiter(?:in)?|teamleit\w*|líder"
    r"|jefe de equipo|chef d'équipe|capo ?squadra|teamleider|supervisor[a]?"),
    ("manager", r"\w*manager(?:in)?|mgr|gerente|gestor[a]?|responsable|chef de projet|abteilungsleiter(?:in)?"
    r"|jefe|jefa|coordinador[a]? general|capo|kierownik"),
    ("senior", r"senior|sr|snr|sénior|erfahrene[rn]?|iii|iv|experienced|confirmé[e]?|starszy"),
    ("junior", r"junior|trainee|jr|jnr|júnior|graduate|entry[- ]?level|entry|berufseinsteiger\w*|débutant[e]?"
    r"|recién graduad[oa]|young professional|młodszy|absolvent\w*|associate(?= (?:\w+ )?(?:engineer"
    r"|developer|data|software))"),
    ("mid", r"mid|mid[- ]?level|mid[- ]?weight|intermediate|medior|ii|semi[- ]?senior|ssr|pleno"),
)  # fmt: skip
_SENIORITIES = [(name, re.compile(rf"(?<![\w]){'(?:' + words + ')'}(?![\w])")) for name, words in _SENIORITY]


def normalize_title(title: str) -> str:
    """The title in lower case without pay, place tail, gender marks, reference numbers, conditions or shouting.

    Seniority and speciality stay: `Senior Data Scientist (m/w/d) - London £70k!!` → `senior data scientist`.
    A tail after a dash or comma is dropped when it reads like a place or a condition, kept when like a speciality, and
    so is what stands in brackets: `Data Scientist (NLP)`, `Data Scientist - NLP` and `Data Scientist, NLP` are one.
    """
    line = _NOISE.sub(" ", fold(title[:_LONGEST]))
    line = _without_tails(" ".join(line.split()))
    for pattern in (_REFERENCE, _GENDER, _MONEY):
        line = pattern.sub(" ", line)
    line = _BRACKETS.sub(_speciality, line)
    line = _without_tails(" ".join(line.split()))
    line = _SEPARATED.sub(", ", _LOOSE.sub("", line))
    return unicodedata.normalize("NFC", " ".join(line.split()).casefold())


def _speciality(brackets: re.Match[str]) -> str:
    """What stands in brackets, as after a comma, where it tells jobs apart; else nothing."""
    words = brackets[0].strip(" ()[]{}")
    condition = re.fullmatch(_CONDITION, words, re.IGNORECASE)
    keeps = len(words.split()) <= _FEW_WORDS and not condition and _SPECIALITY.search(words)
    return f", {words} " if keeps else " "


def _without_tails(line: str) -> str:
    for _ in range(4):
        shorter = _LOOSE.sub("", _TAIL.sub("", _LOOSE.sub("", line)))
        place = _PLACE_TAIL.search(shorter)
        if (
            place
            and place.start() > 0
            and (place["place"] or place["town"])[0].isupper()
            and not _SPECIALITY.search(place["place"] or place["town"])
        ):
            shorter = shorter[: place.start()]
        if shorter == line or not shorter:
            return line
        line = shorter
    return line


def seniority(title: str) -> str | None:
    """intern, junior, mid, senior, lead, principal, manager, director or executive; None when the title names none.

    The job decides over the attribute: a senior manager is a manager; an assistant to the director is neither.
    """
    line = re.sub(r"[^\w' -]+", " ", fold(title[:_LONGEST]).casefold())
    line = re.sub(r"\b(?:assistant|pa|secretary|reporting|executive assistant) to\b.*", " ", line)
    line = re.sub(
        r"\b(?:account|sales|business development) executive\b|\blead generation\b|\bhead ?(?:chef|hunter)\b",
        " ",
        line,
    )
    line = re.sub(r"\bsenior (?:living|care|citizens?)\b", " ", line)
    return next((name for name, pattern in _SENIORITIES if pattern.search(line)), None)
