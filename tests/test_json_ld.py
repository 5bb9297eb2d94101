"""The JSON-LD of every page is held against schema.org's vocabulary: types, domains and ranges (release 30.0)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from conftest import is_redirect, run
from csto_kb.fields import SchemaOrg, describe
from csto_kb.model import MODELS
from csto_kb.model.properties import PROPERTIES

UPPER = {
    "Claim": "CreativeWork",
    "Country": "Place",
    "CreativeWork": "Thing",
    "DefinedTerm": "Thing",
    "Event": "Thing",
    "GeoCoordinates": "Thing",
    "Legislation": "CreativeWork",
    "Organization": "Thing",
    "Person": "Thing",
    "Place": "Thing",
    "Question": "CreativeWork",
    "WebPage": "CreativeWork",
    "WebSite": "CreativeWork",
}
"""Types that we use, each with the type above it; those in between are left out."""
PLAIN = frozenset({"Date", "Number", "Text", "URL"})
VOCABULARY = {
    "about": ("CreativeWork DefinedTerm Event", "Thing"),
    "abstract": ("CreativeWork", "Text"),
    "alternateName": ("Thing", "Text"),
    "archivedAt": ("CreativeWork", "URL"),
    "author": ("CreativeWork", "Organization Person"),
    "birthDate": ("Person", "Date"),
    "birthPlace": ("Person", "Place"),
    "dateModified": ("CreativeWork", "Date"),
    "datePublished": ("CreativeWork", "Date"),
    "deathDate": ("Person", "Date"),
    "description": ("Thing", "Text"),
    "dissolutionDate": ("Organization", "Date"),
    "endDate": ("Event", "Date"),
    "foundingDate": ("Organization", "Date"),
    "geo": ("Place", "GeoCoordinates"),
    "inLanguage": ("CreativeWork Event", "Text"),
    "isBasedOn": ("CreativeWork", "CreativeWork URL"),
    "isPartOf": ("CreativeWork", "CreativeWork URL"),
    "jobTitle": ("Person", "Text"),
    "latitude": ("GeoCoordinates Place", "Number"),
    "legislationChanges": ("Legislation", "Legislation"),
    "legislationType": ("Legislation", "Text"),
    "license": ("CreativeWork", "CreativeWork URL"),
    "location": ("Event Organization", "Place Text"),
    "longitude": ("GeoCoordinates Place", "Number"),
    "mainEntity": ("CreativeWork", "Thing"),
    "member": ("Organization", "Organization Person"),
    "name": ("Thing", "Text"),
    "nationality": ("Person", "Country"),
    "parentOrganization": ("Organization", "Organization"),
    "publisher": ("CreativeWork", "Organization Person"),
    "sameAs": ("Thing", "URL"),
    "startDate": ("Event", "Date"),
    "superEvent": ("Event", "Event"),
    "text": ("CreativeWork", "Text"),
    "url": ("Thing", "URL"),
}
"""Properties that we use: the types that have them, and the types of their values."""


def lineage(types: Any) -> set[str]:
    """Types with all above them."""
    found: set[str] = set()
    for name in types if isinstance(types, list | tuple) else [types]:
        while name:
            assert name == "Thing" or name in UPPER, f"schema.org has no {name}, or this test does not know it"
            found.add(name)
            name = UPPER.get(name, "")
    return found


def faults(node: dict[str, Any]) -> Iterator[str]:
    """What the vocabulary does not allow in a node and below it."""
    types = lineage(node["@type"])
    for name, value in node.items():
        if name.startswith("@"):
            continue
        domain, values = (set(words.split()) for words in VOCABULARY[name])
        if not domain & types:
            yield f"{node['@type']} has no {name}"
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict) and "@type" in item:
                if not values & lineage(item["@type"]):
                    yield f"{name} takes no {item['@type']}"
                yield from faults(item)
            elif not values & PLAIN:
                yield f"{name} takes no text: {item}"


def json_ld(site: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(site.rglob("index.html")):
        if not is_redirect(path):
            tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
            node = tree.css_first('script[type="application/ld+json"]')
            assert node is not None
            yield path, json.loads(node.text())


def test_every_page(repository_site: Path) -> None:
    found = {f"{path.parent.name}: {fault}" for path, data in json_ld(repository_site) for fault in faults(data)}
    assert found == set()


MEANINGS = [
    *((model.kind.schema_org, field.schema_org) for model in MODELS for field in describe(model) if field.schema_org),
    *(((item.schema_org.domain,), item.schema_org) for item in PROPERTIES.values() if item.schema_org),
]


@pytest.mark.parametrize(("types", "meaning"), MEANINGS, ids=lambda item: getattr(item, "name", None) or item[0])
def test_every_field_and_property(types: tuple[str, ...], meaning: SchemaOrg) -> None:
    """Whether or not a record fills it: its type has the property, and takes what a text is made into."""
    domain, values = (set(words.split()) for words in VOCABULARY[meaning.name])
    assert domain & lineage(types)
    assert not meaning.names or values & lineage(meaning.names)


def test_a_fact_outside_the_domain_is_left_out(project: Path) -> None:
    """A treaty can be dissolved in our words; schema.org dissolves organizations only."""
    fact = '{property: dissolved, value: "2024", as_of: unknown, sources: [gazette-2002]}'
    for path in ("treaties/northern-pact.yaml", "organizations/pact-council.yaml"):
        record = project / "entities" / path
        text = record.read_text(encoding="utf-8")
        lines = f"facts:\n  - {fact}\n"
        text = text.replace("facts:\n", lines) if "\nfacts:\n" in text else text + lines
        record.write_text(text, encoding="utf-8")
    done = run("csto_kb", "-C", project, "build")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {path.parent.name: data.get("mainEntity", {}) for path, data in json_ld(project / "site")}
    assert "dissolutionDate" not in found["northern-pact"]
    assert found["pact-council"]["dissolutionDate"] == "2024"
