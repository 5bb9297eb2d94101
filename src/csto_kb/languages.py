"""What is known of a language by its tag: the script it is written in, and which way that runs.

The data are those of the Unicode Consortium's Common Locale Data Repository, as Babel has them ("likely subtags").
"""

import unicodedata
from functools import cache

from babel.core import get_global
from markupsafe import Markup, escape

ENGLISH = "en"
"""The language of records where the subject of a project names no other, and of what the program writes itself."""
_LEFTWARDS = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})
"""Scripts in use that run from right to left (UAX #9)."""
_LETTERS = {
    "Arab": "\u0627",
    "Armn": "\u0561",
    "Cyrl": "\u0430",
    "Geor": "\u10d0",
    "Grek": "\u03b1",
    "Hans": "\u4e00",
    "Hant": "\u4e00",
    "Hebr": "\u05d0",
    "Jpan": "\u4e00\u3042\u30a2",
    "Kore": "\u4e00\uac00",
    "Latn": "a",
}
"""A letter of each alphabet that a script writes with, by its code of ISO 15924."""
_SCRIPTS = {
    code: frozenset(unicodedata.name(letter).partition(" ")[0] for letter in letters)
    for code, letters in _LETTERS.items()
}
"""How the names of a script's letters begin; of other scripts nothing is said."""
_COMMON = ("MODIFIER", "COMBINING", "FEMININE", "MASCULINE", "MICRO")
"""How the names of letters begin that belong to no script, or to several."""


@cache
def script_of(language: str) -> str:
    """The script that a language is written in, by its code of ISO 15924: `Cyrl` for `ru`; '' where it is not known.

    `language` is a tag of BCP 47; a script in it counts: `Latn` for `sr-Latn`.
    """
    likely = get_global("likely_subtags")
    found = likely.get(language.replace("-", "_")) or likely.get(language.partition("-")[0], "")
    written = next((part for part in language.split("-")[1:] if len(part) == 4), "")
    return written or next((part for part in found.split("_")[1:] if len(part) == 4), "")


@cache
def script_of_letter(letter: str) -> str:
    """The script of a letter, as the first word of its name has it; '' where it belongs to several."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "" if first in _COMMON or "-" in first else first


def is_in_other_script(text: str, language: str) -> bool:
    """Whether a text has letters, and not one of them is of the script that a language is written in."""
    expected = _SCRIPTS.get(script_of(language), frozenset())
    written = {script_of_letter(letter) for letter in text if letter.isalpha()} - {""}
    return bool(expected and written) and not written & expected


@cache
def lang_attributes(language: str, page: str = ENGLISH) -> Markup:
    """The attributes of an element whose text is in a language: ` lang="ar" dir="rtl"`; '' for that of the page.

    Every page runs from left to right (WCAG 2.2, 3.1.2 "Language of Parts"; HTML, `dir`).
    """
    if language == page:
        return Markup("")
    direction = Markup(' dir="rtl"') if script_of(language) in _LEFTWARDS else Markup("")
    return Markup(' lang="{}"').format(language) + direction


def in_language(text: str, language: str, page: str = ENGLISH) -> Markup:
    """A text as HTML, in an element that says its language where that is not the page's."""
    attributes = lang_attributes(language, page)
    return Markup("<span{}>{}</span>").format(attributes, text) if attributes else escape(text)
