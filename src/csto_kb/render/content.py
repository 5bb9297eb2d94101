"""Hand-written pages: the same `[[links]]` and `[@citations]` in the Markdown of `content/`."""

from markupsafe import escape

from csto_kb.content import read_notation
from csto_kb.notation import Leftover, NotationSpan
from csto_kb.page_links import explain_mention
from csto_kb.render.notes import set_after_stop
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
    return str(set_after_stop("".join(parts))) + _notes(view)


def _expand(span: NotationSpan, text: str, view: View) -> str:
    if any(explain_mention(mention, view.context.graph)[0] for mention in span.mentions):
        return str(escape(text[span.start : span.end]))
    targets = [mention.target for mention in span.mentions]
    if isinstance(targets[0], Reference):
        return str(view.link(targets[0], span.label))
    return str(view.cite([target for target in targets if isinstance(target, Citation)]))


def _notes(view: View) -> str:
    """The notes as a block of HTML after a heading; Markdown does not change it."""
    items = [view.note(note) for note in view.notes.listed()]
    return f'\n\n## Sources\n\n<ol class="kb-notes">{"".join(items)}</ol>\n' if items else ""
