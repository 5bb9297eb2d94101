"""Checks of coverage: sources without a citation, records without a link, summaries without a source."""

from collections.abc import Iterator

from csto_kb.checks.finding import Finding, check
from csto_kb.graph import Graph
from csto_kb.model import Claim, Entity, Naming, Source
from csto_kb.prose import Citation
from csto_kb.yaml_text import Path


@check("uncited-source", "warning", needs_all=True)
def uncited_source(graph: Graph) -> Iterator[Finding]:
    """No statement and no page cites this source. Cite it where it belongs, or remove the record."""
    for source in graph.of_kind("source"):
        is_cited = source.id in graph.citations_of or graph.pages_citing(source.id)
        if not is_cited and not graph.incoming(source.id):
            yield Finding(source, (), "nothing cites this source")


@check("unlinked-entity", "warning", needs_all=True)
def unlinked_entity(graph: Graph) -> Iterator[Finding]:
    """No field, prose or hand-written page links to this record, so a reader will hardly find it."""
    for entity in graph.entities.values():
        has_back_link = any(edge.back for edge in graph.outgoing(entity.id))
        is_mentioned = entity.id in graph.mentions_of or graph.pages_linking(entity.id)
        is_linked = has_back_link or graph.incoming(entity.id) or is_mentioned
        # A source has a check of its own; a claim is listed on the pages of its speaker and its question.
        if not isinstance(entity, Source | Claim) and not is_linked:
            yield Finding(entity, (), "no other record links to it", "link it where it is mentioned: [[id]]")


@check("uncited-summary", "warning")
def uncited_summary(graph: Graph) -> Iterator[Finding]:
    """A summary states something without a citation. Add `[@source]` after what it states."""
    for entity in graph.entities.values():
        if entity.summary and entity.kind.opening == "summary":
            cited = any(isinstance(mention.target, Citation) for mention in entity.summary.mentions)
            if not cited:
                yield Finding(entity, ("summary",), "a summary without a citation", "add [@source-id]")


@check("missing-summary", "warning")
def missing_summary(graph: Graph) -> Iterator[Finding]:
    """The record has no summary, so its page opens without saying what it is."""
    for entity in graph.entities.values():
        if entity.summary is None and entity.kind.opening == "summary":
            yield Finding(entity, (), "no summary", "begin with one sentence that says what it is")


@check("shared-name", "warning")
def shared_name(graph: Graph) -> Iterator[Finding]:
    """Two records of a kind have the same name, alias or abbreviation: they probably describe one thing twice."""
    first_of: dict[tuple[str, str], Entity] = {}
    for entity in graph.entities.values():
        if entity.kind.naming is Naming.TITLE:
            continue  # many news items have the same title
        for path, name in _names(entity):
            first = first_of.setdefault((entity.kind.name, name.casefold()), entity)
            if first is not entity:
                message = f"'{first.id}' is also called '{name}'"
                yield Finding(entity, path, message, "merge the records, or give them different names")


def _names(entity: Entity) -> Iterator[tuple[Path, str]]:
    """Every name of a record, with its path."""
    yield ("name",), entity.name
    for key, names in (("names", entity.names), ("abbreviations", entity.abbreviations)):
        for language, name in names.items():
            yield (key, language), name
    for index, alias in enumerate(entity.aliases):
        yield ("aliases", index), alias


CHECKS = (uncited_source, unlinked_entity, uncited_summary, missing_summary, shared_name)
