"""The view of a template: links, citations, headings, values and marks of one page as safe HTML.

Everything returned is escaped `Markup`; templates never need to mark a value as safe. The data of a page is plain and
made before it is rendered (`offered`). The public methods are those that templates may call:
`content/contributing/templates.md` documents them.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from csto_kb.content import ContentPage
from csto_kb.dates import Date, interval_words
from csto_kb.fields import FieldRole, Record, describe
from csto_kb.insight.participation import Participation, has_ended, leaving_days, leaving_words
from csto_kb.languages import in_language, lang_attributes
from csto_kb.link_state import LinkState
from csto_kb.model import Entity, Fact, Question, Source, Sourced, Statement
from csto_kb.model.organization import Membership
from csto_kb.model.vocabulary import HIGH
from csto_kb.passage_state import SeenPassages
from csto_kb.prose import Citation, Prose, Reference
from csto_kb.render.context import SiteContext
from csto_kb.render.holding import held_for
from csto_kb.render.notes import Note, Notes, set_after_stop
from csto_kb.render.source_links import describe_passage, describe_status, source_links
from csto_kb.sentences import first_sentence
from csto_kb.site import Heading, content_url, entity_url, kind_url, relative_url
from csto_kb.web_address import WebAddress

_NOT_ON_A_LINE = frozenset({FieldRole.SOURCES, FieldRole.CONFIDENCE, FieldRole.POSITION})
"""The roles of fields that are left out where a part of a record is shown on one line."""


SECTION = 2
"""The level of the heading that begins a section."""


@dataclass
class View:
    """The view of the site from the page at `url`."""

    context: SiteContext
    url: str
    notes: Notes = field(default_factory=Notes)
    headings: list[Heading] = field(default_factory=list)
    """The headings written so far that belong in the table of contents."""
    _linked: set[Reference] = field(default_factory=set)
    """What the prose of the present section has linked: the first time only is a link."""

    def path(self, target: Entity | type[Entity] | str) -> str:
        """The relative address of a record, of the index of a kind, or of a page or file of the site."""
        if isinstance(target, Entity):
            target = entity_url(target)
        elif not isinstance(target, str):
            target = kind_url(target.kind.folder)
        return relative_url(target, self.url)

    def heading(self, level: int, anchor: str, words: str, count: object = None, mark: str = "") -> Markup:
        """A heading for the table of contents, with a count of the items below it and a mark after it."""
        shown = escape(words)
        self.headings.append(Heading(level, anchor, shown.striptags()))
        if level == SECTION:
            self._linked.clear()
        if count is not None:
            shown += Markup(' <span class="kb-count">{}</span>').format(count)
        if mark:
            shown += Markup(" {}").format(mark)
        return Markup('<h{} id="{}">{}</h{}>').format(level, anchor, shown, level)

    def link(self, target: Entity | Reference | ContentPage | str, label: str = "") -> Markup:
        """A link to an entity or a hand-written page; plain text where the record is broken and left out."""
        if isinstance(target, ContentPage):
            address = self.path(quote(content_url(target.name)))
            return Markup('<a href="{}">{}</a>').format(address, label or target.title(self.context.graph.name_of))
        entity = target if isinstance(target, Entity) else self.entity(target)
        if entity is None:
            return Markup(f"<span>{escape(label or target)}</span>")  # noqa: S704 - escaped
        anchor, part = "", ""
        if isinstance(target, Reference) and target.anchor:
            anchor, part = f"#{target.anchor}", f", {target.anchor.replace('-', ' ')}"
        # Ids and anchors consist of a-z, 0-9 and hyphens, and need no escaping in an address.
        address = self.path(entity) + anchor
        lang = Markup("") if label else lang_attributes(entity.name_language, self.context.subject.language)
        return Markup(f'<a class="kb-link" href="{address}"{lang}>{escape(label or entity.name + part)}</a>')  # noqa: S704 - escaped

    def name(self, entity: Entity) -> Markup:
        """The name of an entity, marked with its language where that is not the page's."""
        return in_language(entity.name, entity.name_language, self.context.subject.language)

    def anchor(self, statement: Sourced) -> str:
        """The permanent anchor of a statement on its page."""
        return self.context.anchor(statement)

    def permalink(self, statement: Sourced) -> Markup:
        """The link of a statement to itself; a script makes it copy the link and show citations."""
        located = self.context.located[id(statement)]
        label = escape(self.context.label(located))
        return Markup(f'<a class="kb-anchor" href="#{located.anchor}" aria-label="Link to: {label}">¶</a>')  # noqa: S704 - escaped

    def trust(self, statement: Sourced | Entity) -> Markup:
        """The confidence of a statement, the types and the number of its sources, and whether one has changed."""
        citations = statement.citations
        sources = [entity for citation in citations if isinstance(entity := self.entity(citation.source), Source)]
        kinds = list(dict.fromkeys(source.type for source in sources))
        words = ", ".join(map(str, kinds))
        reports, origins = len({source.id for source in sources}), len(self.context.evidence.origins(citations))
        if reports == 1:
            words = kinds[0].alone
        elif origins < reports:
            words = f"{in_words(reports)} reports, {in_words(origins)} origin{'s' * (origins > 1)}: {words}"
        mark = f' <span class="kb-trust">{words}</span>' if words else ""
        confidence = statement.how_sure
        doubt = "" if confidence in (None, HIGH) else f' <span class="kb-mark">{confidence} confidence</span>'
        changed = dict.fromkeys(
            source.status.what for source in self.context.evidence.changed(citations) if source.status
        )
        marks = "".join(f' <span class="kb-mark kb-source-status">on a {what} source</span>' for what in changed)
        seen = self.seen_until(statement) if isinstance(statement, Statement) else None
        until = f' <span class="kb-trust">according to sources up to {seen.words}</span>' if seen else ""
        return Markup(doubt + mark + marks + until)  # noqa: S704 - fixed words only

    def as_of(self, thing: Sourced | Question) -> Markup:
        """`As of 25 November 2026`; where the newest source is older, with the date of that source."""
        seen, day = self.seen_until(thing), self.date(thing.stated_for)
        if seen is None:
            return Markup("As of {}").format(day)
        return Markup("According to sources up to {}, checked on {}").format(self.date(seen), day)

    def seen_until(self, thing: Sourced | Question) -> Date | None:
        """The date of the newest source of a statement or an answer, where it is dated later; else None."""
        return self.context.evidence.seen_until(thing.stated_for, thing.grounds)

    def entity(self, reference: Reference | str) -> Entity | None:
        """The record that a reference names; None where it is broken and left out."""
        return self.context.find(reference)

    def link_state(self, source: Source) -> LinkState | None:
        """The last known state of a source's address; None where it has none or it was never checked."""
        return self.context.link_state(source)

    def seen_passages(self, source: Source) -> SeenPassages | None:
        """What is known of the passages of a source at which citations point; None where none was looked for."""
        return self.context.seen_passages(source)

    def source_links(self, source: Source, citation: Citation | None = None, says_gone: bool = True) -> Markup:
        """The links to a source and to its archived copy; to the passage where the citation has a pointer."""
        return source_links(source, self.link_state(source), citation, says_gone)

    def note(self, note: Note) -> Markup:
        """A note at the foot of a page: the source, where in it, how to get there, and the way back to each mark."""
        source = self.context.graph.entities[note.citation.source]
        assert isinstance(source, Source)
        about = [escape(source.publisher)] if source.publisher else []
        about += [escape(source.published.words)] if source.published else []
        back = Markup(" ").join(
            Markup('<a class="kb-back" href="#{}" aria-label="Back to the text{}">↩{}</a>').format(
                anchor, *((f", place {place}", Markup("<sup>{}</sup>").format(place)) if note.uses > 1 else ("", ""))
            )
            for place, anchor in enumerate(note.back_anchors, 1)
        )
        return Markup(
            '<li id="{}">{} <span class="kb-source">{}</span> <span class="kb-mark">{}</span>{} {} {}</li>'
        ).format(
            note.anchor,
            self.link(source),
            Markup(", ").join(about) + describe_passage(source, note.citation),
            source.type,
            describe_status(source),
            self.source_links(source, note.citation),
            back,
        )

    def cite(self, citations: Sequence[Citation], after: Prose | None = None) -> Markup:
        """Numbered marks; citations of broken records and of records that are not sources are left out.

        Citations that the prose `after`, directly before the marks, contains itself are left out too.
        """
        cited = {mention.target for mention in after.mentions} if after else frozenset()
        shown = [citation for citation in citations if citation not in cited]
        return self.notes.cite([citation for citation in shown if isinstance(self.entity(citation.source), Source)])

    def prose(self, prose: Prose) -> Markup:
        """Prose as paragraphs, with its citations, and the first link to each record in a section."""
        return set_after_stop(prose.render(self._link_first, self.cite))

    def _link_first(self, reference: Reference, label: str) -> Markup:
        """A link where the section has none to the same record or passage before; else the words alone."""
        entity = self.entity(reference)
        if entity is None or reference not in self._linked:
            self._linked.add(reference)
            return self.link(reference, label)
        return escape(label) if label else self.name(entity)

    def names(self, prose: Prose, entity: Entity) -> bool:
        """Whether a text names a record: by a link to it, or by its name."""
        linked = any(
            isinstance(mention.target, Reference) and mention.target.id == entity.id for mention in prose.mentions
        )
        return linked or entity.name in self.plain(prose)

    def plain(self, prose: Prose) -> str:
        """Prose as plain text on one line, with the names of the records that it links."""
        return self.context.plain(prose)

    def inline(self, prose: Prose) -> Markup:
        """Prose without the paragraph around it, where it is a single paragraph."""
        html = self.prose(prose).strip()
        if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
            return Markup(html[len("<p>") : -len("</p>")])  # noqa: S704 - a slice of what `prose` made
        return Markup(html)  # noqa: S704 - what `prose` made

    def has_ended(self, participation: Participation) -> bool:
        """Whether a membership or a party's participation has ended by the site's date."""
        return has_ended(participation, self.context.today)

    def leaving(self, participation: Participation, form: str = "{}") -> Markup:
        """`leaving on 28 May 2027`, formatted by `form`, for one that has given notice and has not left; else empty."""
        words = leaving_words(participation, self.context.today)
        if not words:
            return Markup("")
        return Markup("<span{}>{}</span>").format(held_for(leaving_days(participation)), form.format(words))

    def when(self, thing: Record) -> Markup | str:
        """When a part of a record held, in words; '' where it has no dates, and for a record as a whole."""
        if isinstance(thing, Entity):
            return ""
        if isinstance(thing, Membership) and leaving_words(thing, self.context.today):
            since = interval_words(thing.from_, None)
            return Markup("{}{}").format(since, self.leaving(thing, ", {}" if since else "{}"))
        return thing.when

    def date(self, date: Date | datetime.date | None) -> Markup:
        """A date in words, as a `time` element with the ISO date; empty for None."""
        if date is None:
            return Markup("")
        if isinstance(date, datetime.date):
            date = Date.parse(date.isoformat())
        if not date.iso:
            return Markup("{}").format(date.words)
        return Markup('<time datetime="{}">{}</time>').format(date.iso, date.words)

    def fact_value(self, fact: Fact) -> Markup:
        """A fact's value in words, with qualifier, range and unit."""
        if isinstance(fact.value, Decimal):
            return escape(fact.quantity)
        return self.value(fact.value)

    def value(self, value: Any) -> Markup:
        """The value of a field, formatted by its type."""
        match value:
            case Date():
                return self.date(value)
            case Prose():
                return self.inline(value)
            case Reference():
                return self.link(value)
            case Citation():
                return self.cite([value])
            case bool() | int() | Decimal():
                return Markup("{}").format(number(value))
            case WebAddress():
                return Markup('<a class="kb-web" href="{}">{}</a>').format(value, value.split("//", 1)[1].rstrip("/"))
            case dict():
                page = self.context.subject.language
                return Markup(", ").join(in_language(text, language, page) for language, text in value.items())
            case tuple():
                return Markup(", ").join(self.value(item) for item in value)
            case Record():
                return self._record(value)
            case _:
                return Markup("{}").format(value)

    def _record(self, record: Record) -> Markup:
        """A part of a record on one line: its fields, then its sources."""
        shown: dict[str, Markup] = {}
        for described in describe(type(record)):
            value = described.of(record)
            if value not in (None, (), {}) and described.role not in _NOT_ON_A_LINE:
                words = self.value(value)
                shown[words.striptags()] = words  # a place that is a state as a whole is named once, by its link
        return Markup(", ").join(shown.values()) + self.cite(record.citations)


def describe_record(context: SiteContext, entity: Entity) -> str:
    """One sentence on a record as plain text, for search results and cards."""
    return first_sentence(context.plain(entity.opening), entity.record_language) if entity.opening else entity.full_name


def number(value: int | Decimal) -> str:
    """A number with commas between thousands, with the precision as written; `yes` or `no` for a boolean.

    >>> number(Decimal("0.0000010"))
    '0.0000010'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def in_words(count: int) -> str:
    """A small number as a word: `two`; from ten on in digits."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else number(count)
