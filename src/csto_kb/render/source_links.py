"""How a page leads to a source: to its address, to the archived copy, and to the passage in both that is cited."""

from markupsafe import Markup

from csto_kb.languages import in_language
from csto_kb.link_state import LinkState
from csto_kb.model import Source
from csto_kb.targets import Citation


def source_links(
    source: Source, state: LinkState | None, citation: Citation | None = None, says_gone: bool = True
) -> Markup:
    """The links of a source on one line; the archived copy comes first where the original is gone.

    Those of a citation with a pointer lead to the passage, by a text directive that a browser follows.
    """
    original, copy = _link(source.url, "original", citation), _link(source.archived_url, "archived copy", citation)
    if not (state and state.is_gone and copy):
        return Markup(" ").join(link for link in (original, copy) if link)
    gone = Markup(' <span class="kb-mark">gone</span>') if says_gone else Markup("")
    return copy + Markup(" ") + original + gone


def describe_passage(source: Source, citation: Citation) -> Markup:
    """Where in the source, and how far it says what is stated: `, para. 3, “first … last”; says so in part`."""
    where = Markup(", {}").format(citation.where) if citation.where else Markup("")
    pointer = citation.pointer
    words = (
        Markup(", “{}”").format(in_language(pointer.words, source.language, source.record_language))
        if pointer
        else Markup("")
    )
    support = Markup("; {}").format(citation.support.words) if citation.support.words else Markup("")
    return where + words + support


def describe_status(source: Source) -> Markup:
    """The mark of a source that was withdrawn, corrected or superseded; nothing for any other."""
    if source.status is None:
        return Markup("")
    return Markup(' <span class="kb-mark kb-source-status">{}</span>').format(source.status.words)


def _link(address: str | None, label: str, citation: Citation | None) -> Markup:
    if address is None:
        return Markup("")
    if citation and citation.pointer:
        address, label = citation.pointer.lead(address), f"passage in the {label}"
    return Markup('<a class="kb-web" href="{}">{}</a>').format(address, label)
