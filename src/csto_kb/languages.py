"""The script of a language and its direction, by language tag.

The data are from the Unicode Consortium's Common Locale Data Repository, as in Babel ("likely subtags").
"""

import unicodedata
from functools import cache

from babel.core import get_global
from markupsafe import Markup, escape

ENGLISH = "en"
"""The language of records unless the subject of a project names another, and of the program's own texts."""
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
"""The alphabets of a script, by its code of ISO 15924."""
_SCRIPTS = {
    code: frozenset(unicodedata.name(letter).partition(" ")[0] for letter in letters)
    for code, letters in _LETTERS.items()
}
"""The first words of the names of a script's letters; other scripts are not judged."""
_COMMON = ("MODIFIER", "COMBINING", "FEMININE", "MASCULINE", "MICRO")
"""The first words of the names of letters that belong to no script or to several."""


@cache
def script_of(language: str) -> str:
    """The script of a language, by its code of ISO 15924: `Cyrl` for `ru`; '' where it is not known.

    `language` is a tag of BCP 47; a script in it counts: `Latn` for `sr-Latn`.
    """
    likely = get_global("likely_subtags")
    found = likely.get(language.replace("-", "_")) or likely.get(language.partition("-")[0], "")
    written = next((part for part in language.split("-")[1:] if len(part) == 4), "")
    return written or next((part for part in found.split("_")[1:] if len(part) == 4), "")


@cache
def script_of_letter(letter: str) -> str:
    """The script of a letter, by the first word of its name; '' where it belongs to several."""
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "" if first in _COMMON or "-" in first else first


def is_in_other_script(text: str, language: str) -> bool:
    """Whether a text has letters and none of them is of the script of a language."""
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
    """A text as HTML, in an element with its language where that differs from the page's."""
    attributes = lang_attributes(language, page)
    return Markup("<span{}>{}</span>").format(attributes, text) if attributes else escape(text)
