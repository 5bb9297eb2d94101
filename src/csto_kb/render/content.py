"""Hand-written pages: the same `[[links]]` and `[@citations]` in the Markdown of `content/`."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from csto_kb.content import Content, read_notation
from csto_kb.diagnostics import Code, Diagnostic, report, suggest
from csto_kb.graph import Graph
from csto_kb.model import Source
from csto_kb.notation import Leftover, Mention, Span
from csto_kb.render.notes import Note
from csto_kb.render.view import View
from csto_kb.targets import Citation, Reference
from csto_kb.yaml_text import mark_at

CONTENT_REFERENCE = Code(
    "content-reference",
    "error",
    "A `[[link]]` or `[@citation]` in a page of `content/` is malformed or leads nowhere, or something that looks like "
    "one would be shown as it was typed. Code, comments and brackets behind a backslash are left alone.",
)
CODES = (CONTENT_REFERENCE,)


def check_content(content: Content, graph: Graph) -> list[Diagnostic]:
    """What is wrong in hand-written pages: in the files themselves, and in their links and citations."""
    problems: list[Diagnostic] = []
    for page in content.pages:
        problems += page.problems
        if graph.paths:  # else nothing can be referred to, and one fault gives one message
            problems += explain_notation(page.path, page.text, page.notation, graph)
    return problems


def explain_notation(path: str, text: str, notation: Iterable[Span | Leftover], graph: Graph) -> Iterator[Diagnostic]:
    """What of the notation of a page is malformed, leads nowhere or would be shown as it was typed."""
    for found in notation:
        if isinstance(found, Leftover):
            if not found.id or found.id in graph.paths or found.id in graph.redirects:
                yield report(CONTENT_REFERENCE, path, mark_at(text, found.offset), found.problem, found.hint)
            continue
        for mention in found.mentions:
            message, hint = _explain(mention, graph)
            if message:
                yield report(CONTENT_REFERENCE, path, mark_at(text, found.start), message, hint)


def expand_content(text: str, view: View) -> str:
    """Replace links and citations in Markdown by HTML, and put the notes at its end; what leads nowhere stays text."""
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


def _expand(span: Span, text: str, view: View) -> str:
    if any(_explain(mention, view.graph)[0] for mention in span.mentions):
        return str(escape(text[span.start : span.end]))
    targets = [mention.target for mention in span.mentions]
    if isinstance(targets[0], Reference):
        return str(view.link(targets[0], span.label))
    return str(view.cite([target for target in targets if isinstance(target, Citation)]))


def _explain(mention: Mention, graph: Graph) -> tuple[str, str]:
    """What is wrong with a mention and how to mend it; '' where nothing is.

    A record that is known but broken is reported by itself, not here again.
    """
    target = mention.target
    if target is None:
        return mention.problem, mention.hint
    is_citation = isinstance(target, Citation)
    identifier = target.source if isinstance(target, Citation) else target.id
    entity = graph.entities.get(identifier)
    if entity is None and identifier in graph.paths:
        return "", ""
    if entity is None or (is_citation and not isinstance(entity, Source)):
        kinds = (Source.kind.name,) if is_citation else ()
        return f"no {'source' if is_citation else 'record'} '{identifier}'", graph.suggest_id(identifier, kinds)
    if isinstance(target, Reference) and target.anchor and target.anchor not in entity.anchors:
        return f"'{target.id}' has no part '{target.anchor}'", suggest(target.anchor, entity.anchors)
    return "", ""


def _notes(view: View) -> str:
    """The notes as a block of HTML behind a heading; Markdown passes it through."""
    items = [_note(view, note) for note in view.notes.listed()]
    return f'\n\n## Sources\n\n<ol class="kb-notes">{"".join(items)}</ol>\n' if items else ""


def _note(view: View, note: Note) -> Markup:
    """One note, as the macro `notes` of the templates shows it."""
    source = view.graph.entities[note.citation.source]
    assert isinstance(source, Source)
    published = source.published.words if source.published else ""
    about = ", ".join(part for part in (source.publisher, published, note.citation.where) if part)
    web = Markup(' <a class="kb-web" href="{}">original</a>').format(source.url) if source.url else Markup("")
    back = Markup(" ").join(
        Markup('<a class="kb-back" href="#{}" aria-label="Back to where source {} is cited{}">↩</a>').format(
            anchor, note.number, f", place {place}" if note.uses > 1 else ""
        )
        for place, anchor in enumerate(note.back_anchors, 1)
    )
    return Markup(
        '<li id="{}" value="{}">{} <span class="kb-source">{}</span> <span class="kb-mark">{}</span>{} {}</li>'
    ).format(note.anchor, note.number, view.link(source), about, source.type, web, back)
