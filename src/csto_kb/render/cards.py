"""Cards: what a reader sees of a record on pointing at a link to it, before following the link.

The cards of all records whose ids begin with the same two characters share a file, so that a page
loads a kilobyte or two, and only once somebody points at a link.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from csto_kb.dates import Date
from csto_kb.insight.names import short_name
from csto_kb.model import Entity, Treaty
from csto_kb.model.organization import Membership
from csto_kb.model.vocabulary import ALLIANCE
from csto_kb.render.context import SiteContext
from csto_kb.render.index_page import cell, list_columns
from csto_kb.render.record_page import key_facts
from csto_kb.render.view import View, describe_record
from csto_kb.sentences import first_sentence
from csto_kb.site import CARDS, DataFile, SiteFile

PREFIX = 2
"""How many characters of the ids name a file; the script that loads the cards knows it too."""


def card_files(context: SiteContext) -> Iterator[DataFile]:
    """The files of cards, by the first characters of the ids."""
    files: dict[str, dict[str, Any]] = defaultdict(dict)
    view = View(context, "")
    for entity in context.graph.entities.values():
        cards = files[entity.id[:PREFIX]]
        cards[entity.id] = {
            "kind": entity.kind.label,
            "name": entity.name,
            "facts": list(dict.fromkeys(_facts(view, entity))),
            "text": describe_record(context, entity) if entity.kind.opening else "",
        }
        if isinstance(entity, Treaty):
            for article in entity.articles:
                cards[f"{entity.id}#{article.anchor}"] = {
                    "kind": "Article",
                    "name": f"{entity.name}, Article {article.number}",
                    "facts": [article.heading] if article.heading else [],
                    "text": first_sentence(context.plain(article.gist), context.subject.language),
                }
    for prefix, cards in sorted(files.items()):
        yield DataFile(f"{CARDS}{prefix}.json", json.dumps(cards, ensure_ascii=False, separators=(",", ":")) + "\n")


def _facts(view: View, entity: Entity) -> Iterator[str]:
    """The columns of the kind's index, the key dates, and the memberships of alliances, each in a few words."""
    for column in list_columns(type(entity)):
        if text := str(cell(view, entity, column).striptags()):
            yield text
    for definition, facts in key_facts(view.context, entity):
        if isinstance(facts[0].value, Date):
            yield f"{definition.label} {facts[0].value.words}"
    for edge in view.context.graph.incoming(entity.id):
        if isinstance(edge.owner, Membership) and edge.source.sort == ALLIANCE:
            yield f"{short_name(edge.source)}: {edge.owner.words}"


FILE = SiteFile(
    f"{CARDS}*.json",
    "Cards",
    "What the card on a link shows, by the first two characters of ids.",
    "application/json",
    card_files,
    __name__,
)
