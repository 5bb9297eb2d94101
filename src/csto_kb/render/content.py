"""Hand-written pages: the same `[[links]]` and `[@citations]` in the Markdown of `content/`."""

from markupsafe import Markup, escape

from csto_kb.content import read_notation
from csto_kb.model import Source
from csto_kb.notation import Leftover, NotationSpan
from csto_kb.page_links import explain_mention
from csto_kb.render.notes import Note
from csto_kb.render.view import View
from csto_kb.targets import Citation, Reference


def expand_content(text: str, view: View) -> str:
    """Replace links and citations in Markdown by HTML, and add the notes at the end. Broken ones stay text."""
    parts: list[str] = []
    position = 0
    for found in read_notation(text):
        if isinstance(found, Leftover):
            continue
        parts.append(text[position : found.start])
        parts.append(_expand(found, text, view))
        position = found.end
    parts.append(text[position:])
    return "".join(parts) + _notes(view)


def _expand(span: NotationSpan, text: str, view: View) -> str:
    if any(explain_mention(mention, view.context.graph)[0] for mention in span.mentions):
        return str(escape(text[span.start : span.end]))
    targets = [mention.target for mention in span.mentions]
    if isinstance(targets[0], Reference):
        return str(view.link(targets[0], span.label))
    return str(view.cite([target for target in targets if isinstance(target, Citation)]))


def _notes(view: View) -> str:
    """The notes as a block of HTML after a heading; Markdown does not change it."""
    items = [_note(view, note) for note in view.notes.listed()]
    return f'\n\n## Sources\n\n<ol class="kb-notes">{"".join(items)}</ol>\n' if items else ""


def _note(view: View, note: Note) -> Markup:
    """One note, with the same HTML as the macro `notes` of the templates."""
    source = view.context.graph.entities[note.citation.source]
    assert isinstance(source, Source)
    published = source.published.words if source.published else ""
    about = Markup(", ").join(part for part in (source.publisher, published) if part) + view.passage(note.citation)
    links = view.source_links(source, note.citation)
    back = Markup(" ").join(
        Markup('<a class="kb-back" href="#{}" aria-label="Back to where source {} is cited{}">↩</a>').format(
            anchor, note.number, f", place {place}" if note.uses > 1 else ""
        )
        for place, anchor in enumerate(note.back_anchors, 1)
    )
    return Markup(
        '<li id="{}" value="{}">{} <span class="kb-source">{}</span> <span class="kb-mark">{}</span>{} {} {}</li>'
    ).format(note.anchor, note.number, view.link(source), about, source.type, view.source_status(source), links, back)
