"""Words of a text as the index has them: folded, stemmed, without the words of questions.

`templates/theme/assets/search-words.js` does the same in the browser, and a test compares both on all texts of the
site. The stemmer follows from the script of a word, because a reader does not say in which language he asks. Text in
scripts without spaces between words is indexed in pairs of characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import Stemmer

MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
"""Combining marks that stand within words."""
_WORD = re.compile(rf"[^\W_][\w{MARKS}'’ʼ]*")
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)")
_APOSTROPHE = re.compile("['’ʼ]")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "ss", "đ": "d", "ə": "e", "æ": "ae", "œ": "oe", "_": " "})
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_SPELLINGS = (
    (re.compile("(?<=...)is(ation|ations|e|ed|es|ing|er|ers)$"), r"iz\1"),
    (re.compile("(?<=..)our(s|ed|ing|hood|able|er|ers|)$"), r"or\1"),
    (re.compile("(?<=...)tre(s|)$"), r"ter\1"),
    (re.compile("(?<=...)ence(s|)$"), r"ense\1"),
    (re.compile("(?<=..)ogramme(s|d|)$"), r"ogram\1"),
    (re.compile("(?<=...)ll(ed|ing|er|ers)$"), r"l\1"),
)
"""British spellings, and the American ones that they are indexed as; other words are changed alike on both sides."""
_STEMMERS = (("\u0400", "\u052f", "ru"), ("\u0530", "\u058f", "hy"), ("\u0600", "\u06ff", "ar"))
"""The first and the last letter of a script, and the language by whose rules its words are stemmed."""

IGNORED = frozenset(
    "a about after all am an and any are aren as at be been before being but by can could did didn didnt do does doesn "
    "doesnt doing don dont during ever for from get had has hasn hasnt have haven having he her here him his how i if "
    "in into is isn isnt it its just me might much must my no nor not now of off on or other our out over "
    "own shall she should shouldn so some such than that the their them then there these they this those through to "
    "too under until up upon us versus very vs was wasn wasnt we were weren what when where whether which while who "
    "whom whose why will with won wont would wouldn yes yet you your please tell explain many more most same still "
    "s t d m re ve ll".split()
) - {"us", "not", "under", "out", "own"}
"""Words of questions in English, which say nothing of what is asked for."""


def split_words(text: str) -> Iterator[str]:
    """The words of a text, in lower case, as written otherwise."""
    for word in _WORD.findall(unicodedata.normalize("NFC", text).translate(_LETTERS).lower()):
        if word.isascii():
            yield word
        else:
            yield from _split_unspaced(word)


def _split_unspaced(word: str) -> Iterator[str]:
    for place, part in enumerate(_UNSPACED.split(word)):
        if place % 2 and len(part) > 1:
            yield from (part[at : at + 2] for at in range(len(part) - 1))
        elif part:
            yield part


def fold(word: str) -> str:
    """A word without marks and apostrophes: `turkiye` for `türkiye`."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word).lower().translate(_LETTERS)
    return "".join(letter for letter in decomposed if letter.isalnum())


@lru_cache(maxsize=1 << 17)
def make_key(word: str) -> str:
    """The key of a word in the index: its stem, folded; '' for a word that does not count.

    >>> [make_key(word) for word in ("northland's", "d’ivoire", "mobilisations", "102nd", "льдами")]
    ['northland', 'ivoir', 'mobil', '102', 'льдам']
    """
    word = _cut_apostrophe(word)
    if word in IGNORED:
        return ""
    for first, last, language in _STEMMERS:
        if first <= word[:1] <= last:
            return fold(stemmer(language).stemWord(word))
    folded = fold(word)
    if ordinal := _ORDINAL.fullmatch(folded):
        return ordinal[1]
    return str(stemmer("en").stemWord(respell(folded))) if folded.isascii() else folded


def keys_of(text: str) -> list[str]:
    """The keys of all words of a text that count, in their order."""
    return [key for word in split_words(text) if (key := make_key(word))]


@cache
def stemmer(language: str) -> Stemmer.Stemmer:
    """Snowball's stemmer for a language, by its tag."""
    return Stemmer.Stemmer(language)


def respell(word: str) -> str:
    """A word with its American spelling, where British and American differ by a rule."""
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


def _cut_apostrophe(word: str) -> str:
    """The word without what an apostrophe joins to it: the genitive, an article, the ending of a name in Turkish."""
    head, mark, tail = word.partition("'") if "'" in word else _partition(word)
    if not mark:
        return word
    if len(head) > 3 or not tail:
        return head
    return _cut_apostrophe(tail) if len(head) < 3 and len(tail) > 2 else head + _APOSTROPHE.sub("", tail)


def _partition(word: str) -> tuple[str, str, str]:
    found = _APOSTROPHE.search(word)
    return (word[: found.start()], found[0], word[found.end() :]) if found else (word, "", "")
