"""Write `src/csto_kb/templates/theme/assets/styles/material.css`: of Material's styles those that our pages use.

    python tools/reduce_theme_styles.py

The frame and the pages are our own; of the theme they use a small part: text, tables, code, boxes, forms. Run it when
Material is renewed or when a template or script uses one more of its classes. A test fails when the file is stale.
A rule stays where every class, id and attribute of its selector is given by a template, the program or a script, or
stands in the lists below.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import material
import tinycss2
from tinycss2.ast import AtRule, Declaration, FunctionBlock, Node, ParenthesesBlock, QualifiedRule, SquareBracketsBlock

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "src" / "csto_kb" / "templates" / "theme" / "assets"
TARGET = ASSETS / "styles" / "material.css"
MARKDOWN = {"footnote", "footnote-ref", "footnote-backref", "footnote-hr"}
"""Classes that MkDocs' Markdown gives, by the extensions that `mkdocs.yml` names."""
BROWSER = {"class", "hidden", "id", "open", "type", "checkbox"}
"""Attributes and values that stand in HTML by themselves, or that a browser sets."""
_NAMES = re.compile(r"""\b(?:class|id|role)=["']([^"']*)""")
"""What a template or the program gives as class, id or role."""
_THEMES = re.compile(r"\bmd-[\w-]+")
"""A class of Material's in a script."""
_WORD = re.compile(r"[A-Za-z][\w-]*")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def main() -> int:
    """Write the file; say how large it is."""
    css = reduce_styles()
    TARGET.write_text(css, encoding="utf-8", newline="\n")
    print(f"{TARGET.relative_to(ROOT)}: {len(css):,} bytes")
    return 0


def reduce_styles() -> str:
    """Of Material's styles, those that our templates, scripts and hand-written pages use."""
    styles = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
    names = [path for pattern in ("main.*.min.css", "palette.*.min.css") for path in styles.glob(pattern)]
    text = "\n".join(path.read_text(encoding="utf-8") for path in names)
    rules = list(select_rules(tinycss2.parse_stylesheet(text, True, True), _known_words()))
    used = _used_variables()
    while True:
        before = len(used)
        used |= {name for line in rules for name in _VARIABLE.findall(without_unused(line, used))}
        if len(used) == before:
            break
    kept = [line for line in (without_unused(rule, used) for rule in rules) if "{}" not in line]
    origin = f"Material for MkDocs {version('mkdocs-material')}, MIT licence, (c) Martin Donath"
    notice = f"/*! From {origin}; reduced by {Path(__file__).name}. */"
    return "\n".join([notice, *kept, ""])


def _known_words() -> set[str]:
    files = [path for name in ("src", "templates") for path in (ROOT / name).rglob("*")]
    texts = {
        path: path.read_text(encoding="utf-8") for path in files if path.suffix in (".html", ".jinja", ".py", ".js")
    }
    given = (value for path, text in texts.items() if path.suffix != ".js" for value in _NAMES.findall(text))
    words = {word for value in given for word in _WORD.findall(value)}
    scripts = (text for path, text in texts.items() if path.suffix == ".js")
    return MARKDOWN.union(BROWSER, words, *map(_THEMES.findall, scripts))


def _used_variables() -> set[str]:
    own = [path for path in ASSETS.rglob("*.css") if path != TARGET]
    return {name for path in own for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))}


def select_rules(nodes: Iterable[Node], known: set[str]) -> Iterator[str]:
    """The rules that may apply, each as a line; a rule within another stands in its line."""
    for node in nodes:
        if isinstance(node, QualifiedRule):
            selectors = [item for item in _split(node.prelude) if _may_match(item, known)]
            if selectors:
                head = ",".join(tinycss2.serialize(item).strip() for item in selectors)
                yield f"{head}{{{_declarations(node.content)}}}"
        elif isinstance(node, AtRule) and node.at_keyword in ("media", "supports") and node.content:
            inner = list(select_rules(tinycss2.parse_rule_list(node.content, True, True), known))
            if inner:
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{' '.join(inner)}}}"


def _declarations(content: list[Node]) -> str:
    found = tinycss2.parse_blocks_contents(content, True, True)
    return ";".join(item.serialize() for item in found if isinstance(item, Declaration))


def _split(tokens: Iterable[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _may_match(selector: list[Node], known: set[str]) -> bool:
    """Whether a selector could match on our pages: its classes, ids and attributes are known there."""
    previous = ""
    for token in selector:
        if token.type == "ident" and previous == "." and token.value not in known:
            return False
        if token.type == "hash" and token.value not in known:
            return False
        if isinstance(token, SquareBracketsBlock) and not _has_attribute(token, known):
            return False
        if isinstance(token, FunctionBlock) and token.name in ("is", "where", "has"):
            if not any(_may_match(item, known) for item in _split(token.arguments)):
                return False
        elif isinstance(token, ParenthesesBlock):
            return False
        previous = token.value if token.type == "literal" else ""
    return True


def _has_attribute(block: SquareBracketsBlock, known: set[str]) -> bool:
    """Whether the attribute that a selector asks for is known, and the word that it is to be."""
    words = [
        word for token in block.content if token.type in ("ident", "string") for word in _WORD.findall(token.value)
    ]
    return all(word in known for word in words)


def without_unused(rule: str, used: set[str]) -> str:
    """A rule without the custom properties that nothing uses."""

    def keep(match: re.Match[str]) -> str:
        return match[0] if match[1] in used else ""

    return re.sub(r"(?<=[{;])(--[\w-]+):(?:[^;{}\"']|\"[^\"]*\"|'[^']*')*;?", keep, rule).replace(";}", "}")


if __name__ == "__main__":
    sys.exit(main())
