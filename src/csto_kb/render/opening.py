"""What a hand-written page begins with: the sentence that stands for it in a search result."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from csto_kb.languages import ENGLISH
from csto_kb.sentences import first_sentence

_MARKS = "sup.kb-cites"
_EMPHASIS = ("b", "strong", "i", "em")
_HEADING_ENDS = (".", ":", "!", "?")


def opening_sentence(html: str, language: str = ENGLISH) -> str:
    """The first sentence of the first paragraph that says something, as plain text; '' where there is none.

    A heading is no sentence, nor are emphasised words that begin a paragraph and end like one: "**Context.** Builds …".
    """
    for paragraph in LexborHTMLParser(html).css("p"):
        for mark in paragraph.css(_MARKS):
            mark.decompose()
        first = next((node for node in paragraph.iter(include_text=True) if node.text().strip()), None)
        if first is not None and _is_heading(first):
            first.decompose()
        if text := " ".join(paragraph.text().split()):
            return first_sentence(text, language)
    return ""


def _is_heading(node: LexborNode) -> bool:
    return node.tag in _EMPHASIS and node.text().rstrip().endswith(_HEADING_ENDS)
