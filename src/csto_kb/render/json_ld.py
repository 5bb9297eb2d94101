"""A record as schema.org's JSON-LD. What a field or property means there is said where it is described."""

from collections.abc import Mapping
from typing import Any

from csto_kb.choices import Choice
from csto_kb.dates import Date
from csto_kb.fields import Record, describe
from csto_kb.model import Entity, Place, Sourced
from csto_kb.model.statements import identity
from csto_kb.prose import Prose, Reference
from csto_kb.render.view import View
from csto_kb.site import entity_url

WIKIDATA = "https://www.wikidata.org/entity/"


def page_data(view: View, title: str, description: str, reviewed: Date | None, entity: Entity | None) -> dict[str, Any]:
    """What a page is, and, where it is the page of a record, what that is."""
    site = view.context.site
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": title,
            "description": description,
            "url": site.absolute(view.url),
            "inLanguage": view.context.subject.language,
            "dateModified": reviewed.iso if reviewed else "",
            "isPartOf": _filled({"@type": "WebSite", "name": site.name, "url": site.address}),
            "mainEntity": entity_data(view, entity, description) if entity else {},
        }
    )


def entity_data(view: View, entity: Entity, description: str) -> dict[str, Any]:
    """A record: its fields, then its facts, under the names that schema.org has for them."""
    values: dict[str, list[Any]] = {}
    stated = [(field.schema_org, field.of(entity)) for field in describe(type(entity))]
    stated += [(fact.definition.schema_org, fact.value) for fact in entity.facts]
    for meaning, value in stated:
        if meaning and meaning.domain in ("Thing", *entity.kind.schema_org):
            found = (_named(item, meaning.names) for item in _values(view, value) if item)
            values.setdefault(meaning.name, []).extend(found)
    single = {name: items[0] if len(items) == 1 else items for name, items in values.items()}
    return _filled(
        {
            "@type": _types(entity),
            "@id": view.context.site.absolute(entity_url(entity)),
            **single,
            "description": description,
            "sameAs": f"{WIKIDATA}{entity.wikidata}" if entity.wikidata else "",
        }
    )


def _values(view: View, value: Any) -> list[Any]:
    match value:
        case None:
            return []
        case tuple():
            return [found for item in value for found in _values(view, item)]
        case Mapping():
            return [{"@language": language, "@value": text} for language, text in value.items()]
        case Choice():
            return [value.label]
        case Date():
            return [value.iso] if value.iso else []
        case Prose():
            return [view.plain(value)]
        case Reference():
            return [_reference(view, value)]
        case Place():
            return [_place(value)]
        case Record():
            return _part(view, value)
        case _:
            return [value]


def _part(view: View, part: Record) -> list[Any]:
    """A statement stands for what it states, as long as it has not ended."""
    if not isinstance(part, Sourced) or part.end:
        return []
    return _values(view, identity(type(part))[0].of(part))


def _reference(view: View, reference: Reference) -> dict[str, Any]:
    entity = view.entity(reference)
    if entity is None:
        return {}
    return _filled(
        {
            "@type": _types(entity),
            "@id": view.context.site.absolute(entity_url(entity)),
            "name": entity.name,
        }
    )


def _named(value: Any, type_: str) -> Any:
    """A text as the thing that it names, where a type is given."""
    return {"@type": type_, "name": value} if type_ and isinstance(value, str) else value


def _types(entity: Entity) -> str | list[str]:
    types = list(entity.kind.schema_org)
    return types[0] if len(types) == 1 else types


def _place(place: Place) -> dict[str, Any]:
    is_located = place.latitude is not None and place.longitude is not None
    geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude} if is_located else {}
    return _filled({"@type": "Place", "name": place.name, "geo": geo})


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", {}, [])}
