"""Kinds of employment from the labels of the boards, in eight languages.

"Full-time" and "permanent" are two facts: how much one works, and how long the contract lasts.
"""

import re
from collections.abc import Iterable

_TYPES = {
    "FULL_TIME": r"full ?time|fulltime|tiempo completo|jornada completa|vollzeit|temps plein|temps complet"
    r"|tempo pieno"
    r"|full ?time|(?:per[ií]odo|tempo) integral|tempo inteiro|voltijds?|fulltids?|heltid|pełny etat"
    r"|plný úvazek|フルタイム",
    "PART_TIME": r"part ?time|parttime|medio tiempo|tiempo parcial|media jornada|jornada parcial|teilzeit"
    r"|temps partiel"
    r"|(?:tempo|orario) parziale|meio per[ií]odo|tempo parcial|deeltijds?|deltid|niepełny etat|minijob"
    r"|mini job"
    r"|パート|アルバイト",
    "CONTRACTOR": r"contract(?:or|ing)?|contract to hire|freelance|freelancer|freiberuflich|self employed"
    r"|autónomo|autônomo|indépendant"
    r"|libero professionista|partita iva|zzp|consult(?:ant|ing)|por proyecto|b2b|prestador de serviços|pj",
    "TEMPORARY": r"temp|temporary|temporal|temporaire|temporario|temporário|temporanea?|befristet"
    r"|zeitarbeit|interim|intérim|int[eé]rimaire"
    r"|fixed term(?: contract)?|ftc|cdd|seasonal|saisonnier|eventual|tempo determinato|tijdelijk|uitzend"
    r"|tidsbegränsad|vikariat|maternity cover"
    r"|contrato temporal|obra determinada|casual|seasonal",
    "INTERN": r"intern(?:ship)?|internships?|prácticas|becario|praktikum|praktikant(?:in)?|stage|stagiaire"
    r"|tirocinio|estágio|estagi[aá]rio|stagiair"
    r"|praktik|placement(?: student)?|werkstudent(?:in)?|co op|industrial placement",
    "VOLUNTEER": r"volunteer(?:ing)?|voluntari[oa]|voluntariado|ehrenamt(?:lich)?|bénévol(?:e|at)"
    r"|volontari(?:o|ato)|vrijwilliger",
    "PER_DIEM": r"per diem|day labour|jornal|por día|daily paid",
    "OTHER": r"other|otro|autre|sonstige|altro|outro|overig",
}
_CONTRACTS = {
    "apprenticeship": r"apprentice(?:ship)?|aprendiz(?:aje)?|ausbildung|azubi|apprentissage|alternance"
    r"|apprendistato|jovem aprendiz|leerling|lärling"
    r"|duales studium|bbl",
    "internship": _TYPES["INTERN"],
    "permanent": r"perm|permanent|permanente?|indefinido|contrato indefinido|por tiempo indeterminado"
    r"|indeterminado|tiempo indeterminado"
    r"|unbefristet|festanstellung|cdi|tempo indeterminato|vast|vaste? (?:contract|baan)"
    r"|tillsvidare(?:anställning)?|正社員"
    r"|fast ansettelse|fast"
    r"|umowa o pracę|efetivo|efetivo clt|clt|effectif|contrato sem termo|regular|direct hire|unlimited",
    "temporary": _TYPES["TEMPORARY"],
    "contract": _TYPES["CONTRACTOR"] + r"|umowa zlecenie",
}
_WORD_EDGE = r"(?<![^\W_])(?:{})(?![^\W_])"
_REMOTE = (
    r"(?:100 ?% |fully |full |temporarily |work |completely )?remot[eoa](?:ly)?(?: first| only| working"
    r"| work| job)?|home ?office|work(?:ing)? from home|wfh"
    r"|telecommut\w*|home ?based|work(?:ing)? from anywhere|teletrabajo|desde casa|trabajo remoto"
    r"|trabajo a distancia|télétravail(?: complet)?|teletravail"
    r"|da remoto|smart working|teletrabalho|trabalho remoto|thuiswerk\w*|op afstand|distansarbete"
    r"|på distans|praca zdalna|zdalnie|hjemmekontor|100% home office"
)
_HYBRID = (
    r"h[yí]brid[oea]?(?: remote| working| work)?|hybride?s?|hybryd\w*|h[ií]brido|ibrido|partially remote"
    r"|partly remote|télétravail partiel|teilweise homeoffice"
    r"|zeitweise homeoffice|\d days? (?:per week )?(?:in (?:the )?office|from home)|occasional remote"
    r"|flexible working|remote hybrid"
)
_ONSITE = (
    r"on ?site|onsite|in ?office|in person|presencial|présentiel|sur site|vor ort|in sede|op locatie"
    r"|på plats|office based|not remote|no remote"
    r"|non remote|nicht remote|stacjonarn\w*"
)
_TYPE_PATTERNS = {name: re.compile(_WORD_EDGE.format(words)) for name, words in _TYPES.items()}
_CONTRACT_PATTERNS = {name: re.compile(_WORD_EDGE.format(words)) for name, words in _CONTRACTS.items()}
# In this order: "hybrid remote" is hybrid, "no remote" is on site.
_MODES = {
    name: re.compile(_WORD_EDGE.format(words)) for name, words in
    (("hybrid", _HYBRID.replace("|flexible working", "")), ("onsite", _ONSITE), ("remote", _REMOTE))
}  # fmt: skip
_LONGEST = 200
_PROSPECT = re.compile(r"opción a|posibilidad de|temp to perm|possibility of|option for")  # not yet a fact
_PERMANENT_CONTRACT = re.compile(
    r"(permanent|vast|training|fixed term|temporary|zero hours?|unlimited"
    r"|regular) contract"
)


def _plain(label: str) -> str:
    """Lower case, with one space for whatever stands between words."""
    return " ".join(re.sub(r"[\s_\-‐‑/().,;:+&|]+", " ", label[:_LONGEST].casefold()).split())  # noqa: RUF001


def employment_types(labels: Iterable[str]) -> frozenset[str]:
    """schema.org's names for a site's labels, in any case and spelling; unknown ones are ignored."""
    plain = [_PERMANENT_CONTRACT.sub(r"\1", _plain(label)) for label in labels]
    return frozenset(name for name, pattern in _TYPE_PATTERNS.items() if any(map(pattern.search, plain)))


def contract_type(labels: Iterable[str]) -> str | None:
    """permanent, contract, temporary, apprenticeship or internship; None when no label tells, or when they disagree.

    An apprenticeship or internship stays one whatever else is said of it; a fixed term is temporary, not contract work.
    """
    plain = [_PERMANENT_CONTRACT.sub(r"\1", _plain(label)) for label in labels]
    plain = [label for label in plain if not _PROSPECT.search(label)]
    found = [name for name, pattern in _CONTRACT_PATTERNS.items() if any(map(pattern.search, plain))]
    if "permanent" in found and len({"temporary", "contract"} & set(found)):
        return next((name for name in found if name in {"apprenticeship", "internship"}), None)
    return found[0] if found else None


def work_mode(text: str) -> str | None:
    """remote, hybrid or onsite, where a label or a place says so; None where it does not."""
    plain = _plain(text)
    return next((name for name, pattern in _MODES.items() if pattern.search(plain)), None)
