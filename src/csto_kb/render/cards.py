"""Cards: the preview of a record that opens when a reader points at a link to it.

The cards of all records whose ids begin with the same two characters share a file, so that a page
loads a kilobyte or two, and only when somebody points at a link.
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
from csto_kb.render.index_page import cell, list_fields
from csto_kb.render.topics import key_facts
from csto_kb.render.view import View, describe_record
from csto_kb.sentences import first_sentence
from csto_kb.site import CARDS, DataFile, SiteFile

PREFIX_LENGTH = 2
"""How many characters of an id name its file; `cards.js` has the same number."""


def card_files(context: SiteContext) -> Iterator[DataFile]:
    """Write the files of cards, one for each beginning of ids."""
    files: dict[str, dict[str, Any]] = defaultdict(dict)
    view = View(context, "")
    for entity in context.graph.entities.values():
        cards = files[entity.id[:PREFIX_LENGTH]]
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
    """The fields of the kind for cards, the key dates, the memberships in alliances, each in a few words."""
    for column in list_fields(type(entity), (*entity.kind.on_card, *entity.kind.columns)):
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
    "The previews of records that open at links, by the first two characters of the ids.",
    "application/json",
    card_files,
    __name__,
)
