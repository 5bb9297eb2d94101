"""Pages, sources and single statements as bibliographic items, so that readers can cite them."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from csto_kb.bibliography import Item, write_files
from csto_kb.dates import Date
from csto_kb.model import Claim, Entity, Fact, Source, Sourced
from csto_kb.model.statements import Located
from csto_kb.prose import Citation
from csto_kb.render.context import SiteContext
from csto_kb.render.view import View
from csto_kb.site import CITATIONS, DataFile, SiteFile, entity_address, entity_url

SAID = "said"
"""The anchor of the words of a claim on its page."""


def page_item(view: View, title: str, reviewed: Date | None) -> Item:
    """The item for a page of the site."""
    site = view.context.site
    key = view.url.strip("/").rpartition("/")[2] or "home"
    return Item(
        key,
        title,
        author=site.name,
        container=site.name,
        issued=reviewed,
        url=site.absolute(view.url),
        language=view.context.subject.language,
    )


def entity_item(view: View, entity: Entity) -> Item:
    """The item for the page of a record; for a source, the source itself, which is what should be cited."""
    if not isinstance(entity, Source):
        return page_item(view, entity.name, entity.reviewed)
    return Item(
        entity.id,
        entity.name,
        sort=entity.type,
        author=entity.author or "",
        publisher=entity.publisher,
        issued=entity.published,
        accessed=entity.retrieved,
        url=entity.url or "",
        language=entity.language,
    )


def citation_files(context: SiteContext) -> Iterator[DataFile]:
    """Write the items of each page with statements, the page itself first, in one file for each format.

    The files are at the former addresses of a record too, as a data file cannot redirect.
    """
    for entity in context.graph.entities.values():
        if has_statements(context, entity):
            url = entity_url(entity)
            view = View(context, url)
            items = [entity_item(view, entity)]
            if isinstance(entity, Claim):
                items.append(_claim_item(view, entity))
            items += [_statement_item(view, entity, located) for located in context.graph.statements[entity.id]]
            former = (entity_address(type(entity), identifier) for identifier in entity.formerly)
            written = write_files(items).items()
            for address in (url, *former):
                yield from (DataFile(f"{address}{CITATIONS}.{ending}", text) for ending, text in written)


FILES: tuple[SiteFile[SiteContext], ...] = tuple(
    SiteFile(
        f"*/{CITATIONS}.{ending}",
        title,
        "The page in the same folder and each statement on it, as bibliographic items.",
        media_type,
        citation_files,
        __name__,
        "*/",
        of_statements=True,
    )
    for ending, title, media_type in (
        ("bib", "BibTeX", "application/x-bibtex"),
        ("ris", "RIS", "application/x-research-info-systems"),
        ("json", "CSL JSON", "application/vnd.citationstyles.csl+json"),
    )
)
"""The citations beside each page that has statements (`has_statements`), in each format."""


def has_statements(context: SiteContext, entity: Entity) -> bool:
    """Whether the page of a record has something that can be cited on its own; a claim is a statement too."""
    return isinstance(entity, Claim) or bool(context.graph.statements[entity.id])


def _claim_item(view: View, claim: Claim) -> Item:
    site = view.context.site
    return Item(
        f"{claim.id}-{SAID}",
        f"{claim.name}: what was said",
        author=site.name,
        container=site.name,
        issued=claim.reviewed,
        url=site.absolute(f"{view.url}#{SAID}"),
        language=view.context.subject.language,
        abstract=view.plain(claim.said),
        note=_rests_on(view, claim.sources),
    )


def _statement_item(view: View, entity: Entity, located: Located) -> Item:
    site = view.context.site
    value, text = _value(located.statement), located.statement.passage
    label = view.context.label(located)
    return Item(
        f"{entity.id}-{located.anchor}",
        f"{entity.name}: {label}: {value}" if value else f"{entity.name}: {label}",
        author=site.name,
        container=site.name,
        issued=entity.reviewed,
        url=site.absolute(f"{view.url}#{located.anchor}"),
        language=view.context.subject.language,
        abstract=view.plain(text) if text else "",
        note=_rests_on(view, located.statement.sources),
    )


def _value(statement: Sourced) -> str:
    """The value of a statement as a word or a number; '' where it has no short one."""
    if isinstance(statement, Fact):
        value = statement.value
        if isinstance(value, Date):
            return value.words
        return statement.quantity if isinstance(value, Decimal) else ""
    return statement.word


def _rests_on(view: View, citations: Iterable[Citation]) -> str:
    sources: Iterable[Entity | None] = (view.entity(citation.source) for citation in citations)
    names = dict.fromkeys(source.full_name for source in sources if isinstance(source, Source))
    return f"Sources: {'; '.join(names)}" if names else ""
