"""Hand-written pages: the same `[[links]]` and `[@citations]` in the Markdown of `content/`."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from csto_kb.diagnostics import Mark, suggest
from csto_kb.model import Source
from csto_kb.prose import Reference, find_mentions
from csto_kb.render.context import SiteContext
from csto_kb.render.notes import Note
from csto_kb.render.view import View
from csto_kb.site import DataFile
from csto_kb.yaml_text import mark_at

_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class ContentProblem:
    """A link or citation of a hand-written page that leads nowhere."""

    mark: Mark
    message: str
    hint: str = ""


def content_url(name: str) -> str:
    """The address of the page that a file of `content/` becomes: `about/` for `about.md`, '' for `index.md`."""
    path = name.removesuffix(".md").removesuffix("index")
    return path if path.endswith("/") or not path else f"{path}/"


def expand_pages(folder: Path, context: SiteContext) -> list[DataFile]:
    """Every hand-written page below `folder`, expanded and with front matter, at its path relative to it."""
    pages = []
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        view = View(context, content_url(name))
        text = path.read_text(encoding="utf-8")
        heading = _HEADING.search(text)
        title = json.dumps(heading[1] if heading else name, ensure_ascii=False)
        front = f"---\ntitle: {title}\norigin: {folder.name}/{name}\n"
        own = text.removeprefix("---\n") if text.startswith("---\n") else f"---\n\n{text}"
        pages.append(DataFile(name, front + expand_content(own, view)[0]))
    return pages


def expand_content(text: str, view: View) -> tuple[str, list[ContentProblem]]:
    """Replace links and citations in Markdown by HTML, and put the notes at its end."""
    parts: list[str] = []
    problems: list[ContentProblem] = []
    position = 0
    for start, end, target, label, problem in find_mentions(text):
        parts.append(text[position:start])
        position = end
        found = [(problem, "")] if target is None else _unresolved(view, target)
        if found:
            problems += [ContentProblem(mark_at(text, start), message, hint) for message, hint in found]
            parts.append(str(escape(text[start:end])))
        elif isinstance(target, Reference):
            parts.append(str(view.link(target, label)))
        elif target is not None:
            parts.append(str(view.cite(target)))
    parts.append(text[position:])
    return "".join(parts) + _notes(view), problems


def _unresolved(view: View, target: object) -> list[tuple[str, str]]:
    """What leads nowhere. A record that is known but broken is reported by itself, not here again."""
    entities = view.graph.entities
    broken = view.graph.paths.keys() - entities.keys()
    if isinstance(target, Reference):
        entity = entities.get(target.id)
        if entity is None and target.id in broken:
            return []
        if entity is None:
            return [(f"no record '{target.id}'", suggest(target.id, entities))]
        if target.anchor and target.anchor not in entity.anchors:
            return [(f"'{target.id}' has no part '{target.anchor}'", suggest(target.anchor, entity.anchors))]
        return []
    sources = [entity.id for entity in view.graph.of_kind(Source.kind.name)]
    assert isinstance(target, list)
    missing = [citation.source for citation in target if citation.source not in (*sources, *broken)]
    return [(f"no source '{identifier}'", suggest(identifier, sources)) for identifier in missing]


def _notes(view: View) -> str:
    """The notes as a block of HTML behind a heading; Markdown passes it through."""
    items = [_note(view, note) for note in view.notes.listed()]
    return f'\n\n## Sources\n\n<ol class="kb-notes">{"".join(items)}</ol>\n' if items else ""


def _note(view: View, note: Note) -> Markup:
    """One note, as the macro `notes` of the templates shows it."""
    source = view.graph.entities[note.citation.source]
    assert isinstance(source, Source)
    published = source.published.words if source.published else ""
    about = ", ".join(part for part in (source.publisher, published, note.citation.locator) if part)
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
