"""Checks of names that look alike across scripts: a Cyrillic letter in a Latin name, two names that look the same.

After the Unicode Consortium's technical standard 39, "Unicode Security Mechanisms", sections 4 (confusable detection)
and 5.2 (mixed scripts).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.fields import FieldRole, describe
from csto_kb.graph import Graph
from csto_kb.languages import is_in_other_script, script_of_letter
from csto_kb.model import Entity
from csto_kb.yaml_text import Path

_TWINS = {
    "Cyrl": "аa АA ВB сc СC ԁd еe ЕE ԌG һh НH іi ІI јj ЈJ КK ӏl ӀI МM оo ОO рp РP ԛq ԚQ ѕs ЅS ТT ѵv ѴV ԝw ԜW хx ХX "
    "уy УY үy ҮY",
    "Grek": "αa ΑA ΒB ΕE ϜF ΗH ιi ΙI ϳj ͿJ ΚK ΜM νv ΝN οo σo ΟO ρp ΡP ΤT υu γy ΥY ΧX ΖZ",
    "Armn": "ցg հh ոn ռn օo ՕO գq զq ՏS սu ՍU աw",
    "Cher": "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᎢT ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᏙV ᎳW ᎩY ᏃZ",
}
"""Letters with a twin in the Latin script, from the standard's table `confusables.txt` (Unicode 15.1)."""
_LATIN = str.maketrans({pair[0]: pair[1] for pairs in _TWINS.values() for pair in pairs.split()})
_TOGETHER = ({"CJK", "HIRAGANA", "KATAKANA"}, {"CJK", "HANGUL"}, {"CJK", "BOPOMOFO"})
"""Scripts that a word of one language may mix (section 5.1)."""
_WORD = re.compile(r"[^\W\d_]+")


@check("mixed-scripts", "warning")
def mixed_scripts(graph: Graph) -> Iterator[Finding]:
    """A word of a name mixes letters of two scripts. A search does not find it, and it may look like another name."""
    for entity in graph.entities.values():
        for path, text in _names(entity):
            for word in () if text.isascii() else _WORD.findall(unicodedata.normalize("NFKC", text)):
                letter = _find_odd_letter(word)
                if letter:
                    message = f"'{word}' mixes scripts: '{letter}' is {unicodedata.name(letter)}"
                    yield Finding(entity, path, message, "write the whole word in one script")


@check("look-alike-name", "warning")
def look_alike_name(graph: Graph) -> Iterator[Finding]:
    """Two records have names that look the same but have different letters."""
    named = [(entity, path, text) for entity in graph.entities.values() for path, text in _names(entity)]
    looks: dict[str, list[tuple[Entity, Path, str]]] = defaultdict(list)
    for entity, path, text in sorted(named, key=lambda item: not item[2].isascii()):
        looks[_skeleton(text)].append((entity, path, text))
    for (first, _, its_text), *others in looks.values():
        for entity, path, text in others:
            if entity is not first and text != its_text:
                message = f"'{text}' looks like '{its_text}' of '{first.id}' but has other letters"
                yield Finding(entity, path, message, "write both with the same letters, or give them different names")


def _names(entity: Entity) -> Iterator[tuple[Path, str]]:
    """Every name of an entity."""
    yield ("name",), entity.name
    for key, texts in (("names", entity.names), ("abbreviations", entity.abbreviations)):
        yield from (((key, language), text) for language, text in texts.items())
    yield from ((("aliases", index), text) for index, text in enumerate(entity.aliases))


def _find_odd_letter(word: str) -> str:
    """The first letter of the rarest script of a word that mixes scripts; '' where it has one script."""
    scripts: dict[str, list[str]] = defaultdict(list)
    for letter in word:
        scripts[script_of_letter(letter)].append(letter)
    scripts.pop("", None)
    if len(scripts) < 2 or any(scripts.keys() <= together for together in _TOGETHER):
        return ""
    return min(scripts.values(), key=len)[0]


def _skeleton(text: str) -> str:
    """What a text looks like: the same for all that look the same (section 4, "skeleton")."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_LATIN)


@check("language-script", "warning")
def language_script(graph: Graph) -> Iterator[Finding]:
    """A name has no letter of the script that its language is written in.

    A screen reader reads the name aloud in the voice of that language. The title of a source is in the language of
    its text, unless `title_language` says another: give `title_language: en` where it was translated.
    """
    for entity in graph.entities.values():
        for path, language, text in _names_by_language(entity):
            if is_in_other_script(text, language):
                message = f"'{text}' has no letter of the script of '{language}'"
                yield Finding(entity, path, message, "give the language of the words")


def _names_by_language(entity: Entity) -> Iterator[tuple[Path, str, str]]:
    """The names of an entity whose language is known: path, tag of the language, text."""
    yield ("name",), entity.name_language, entity.name
    for field in describe(type(entity)):
        if field.role is FieldRole.NAMES:
            for language, text in field.of(entity).items():
                yield (field.key, language), language, text


CHECKS = (mixed_scripts, look_alike_name, language_script)
