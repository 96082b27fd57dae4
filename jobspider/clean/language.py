"""The language of a text, as far as it is needed to doubt what a page says of itself.

Pages state the language of their menus: a French posting on an English careers site says `<html lang="en">`.
"""

import re
from collections import Counter

_WORDS = {
    "en": "the and of to in for with you your our we are is will as be on this that have",
    "fr": "le la les des et du une vous nous votre dans pour avec est sur au qui notre êtes vos",
    "de": "der die das und in mit für sie wir den von zu ist ein eine auf bei im dich dein",
    "es": "el la los de y en para con una que del se las por su un nuestro como más tu",
    "it": "il di e la per con una che del in un della le si nel gli nostro sono alla dei",
    "nl": "de het een en van je in voor met wij op te zijn bij aan om jij ons onze als",
    "pt": "o de e a para com uma em que do da os no na um por são nossa mais você",
    "sv": "och att i för du vi med en som är på av till det om har din oss ett vår",
    "da": "og at i for du vi med en som er på af til det om har din os et vores",
    "no": "og å i for du vi med en som er på av til det om har din oss et vår",
    "pl": "i w na z do się oraz dla że jest nie o od za pracy w jako przez po lub",
    "cs": "a v na s se do pro je že o za z nebo jsme práce jako ve od k po",
    "fi": "ja on että ei se tai sekä olet mukaan meillä sinulla kanssa ovat työ voit kuin myös jos olemme sinun",
}
"""The twenty words that postings in each language use most, without those that mean nothing by themselves."""
_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 20_000
_FEWEST = 8
"""Fewer common words than this prove nothing."""


def guessed(text: str) -> str | None:
    """ISO 639-1 code of the language whose common words the text has clearly more of than any other's; else None."""
    words = Counter(_WORD.findall(_TAG.sub(" ", text[:_LONGEST]).lower()))
    scores = [(sum(words[word] for word in known & words.keys()), code) for code, known in _KNOWN.items()]
    (second, _), (most, first) = sorted(scores)[-2:]
    return first if most >= _FEWEST and most > 1.3 * second else None


def confirmed(code: str | None, text: str | None) -> str | None:
    """A stated language, unless the text is clearly in another one; None then, and where nothing is stated."""
    primary = (code or "").strip().replace("_", "-").split("-")[0].lower()
    if not primary:
        return None
    found = guessed(text or "")
    return code if found in (None, primary) else None
