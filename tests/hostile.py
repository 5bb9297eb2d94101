"""Hostile records: every field of a kind filled, every text in it an attempt to get out of its place."""

from typing import Any

from pydantic import ValidationError

from csto_kb.dates import Date
from csto_kb.fields import Field, Record, describe
from csto_kb.model import Entity
from csto_kb.model.properties import PROPERTIES
from csto_kb.prose import Citation, Prose, Reference

ATTACK = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{ 7+7 }}"
    " </title></script></style><svg onload=alert(3)><!--><iframe src=//evil.example></iframe>]]> ${alert(4)}"
)
"""What a text tries: a tag, the end of an attribute, an entity, a template, the end of its place, a foreign host."""
TITLE_ATTACK = ATTACK.replace('"', "")
"""Text in quotation marks."""
PROSE_ATTACK = (
    f"{ATTACK} `{ATTACK}` [[armenia|{ATTACK}]] <https://example.org/?q='> "
    f'[@herald-2022, section "{TITLE_ATTACK}", "{TITLE_ATTACK[:20]} … {TITLE_ATTACK[-20:]}"]'
)
TARGETS = {
    "organization": "pact-council",
    "state": "russia",
    "person": "ivan-petrov",
    "event": "assembly-vote-2022",
    "treaty": "northern-pact#article-4",
    "question": "does-the-pact-bind",
    "source": "gazette-2002",
}
"""A record of the fixture for each kind that a field may ask."""
FACTS = {"quantity": "personnel", "date": "founded", "text": "mandate", "entity": "depositary", "url": "website"}
"""A property for each datatype."""


def make_hostile(model: type[Entity]) -> tuple[dict[str, Any], list[str]]:
    """A valid record of a kind with every field filled, and the texts that must be read on its page.

    A field that asks a pattern refuses the attack, and gets the first of some tame texts that it takes.
    """
    data = _fill(model, model.kind.name)
    del data["date" if model.kind.name == "event" else "wikidata"]  # an event has a date or an interval
    if model.kind.name == "event":
        data["type"] = "vote"  # no other has votes
    tame = (f"{model.kind.name}-old", "https://example.org/x?a=1&b='2'", "AM", "ARM", "051", "Q1", "en", '"><b>', "ru")
    for text in tame:
        try:
            model.make("hostile", _as_read(data))
        except ValidationError as error:
            for found in error.errors():
                _replace(data, found["loc"], text)
    data.pop("repost_of", None)  # a check asks for one origin, and `origin` is text
    if "archived_url" in data:  # a check asks that a copy is one, of the source's own address
        data["archived_url"] = f"https://web.archive.org/web/20221123000000/{data['url']}"
    model.make("hostile", _as_read(data))
    return data, [_as_shown(text) for text in _texts(data) if ATTACK in text or TITLE_ATTACK in text]


def _fill(model: type[Record], where: str) -> dict[str, Any]:
    return {field.key: _value(field, f"{where}-{field.key}") for field in describe(model)}


def _value(field: Field, where: str) -> Any:
    if field.key == "facts":
        return _facts(field, where)
    value = _single(field, where)
    return [value] if field.is_many else value


def _single(field: Field, where: str) -> Any:
    if field.choices:
        return field.choices[-1].id
    if field.model:
        return _fill(field.model, where)
    if field.type is dict:
        return {ATTACK: f"{where} {ATTACK}"}
    if field.type is Reference:
        return TARGETS[field.ref.kinds[0] if field.ref and field.ref.kinds else "state"]
    samples = {
        Date: "2022-11-23",
        Prose: f"{where} {PROSE_ATTACK}.",
        Citation: f'herald-2022, section "{where} {TITLE_ATTACK}"',
    }
    numbers = {bool: True, int: 5, float: 5.5}
    return {**samples, **numbers, str: f"{where} {ATTACK}"}.get(field.type, 5)


def _facts(field: Field, where: str) -> list[dict[str, Any]]:
    assert field.model
    values = {
        "quantity": 5,
        "date": "2022-11",
        "text": f"{where}-value {PROSE_ATTACK}.",
        "entity": "russia",
        "url": "https://example.org/?a=1&b='2'",
    }
    facts = []
    for datatype, name in FACTS.items():
        assert PROPERTIES[name].datatype == datatype
        others = [part for part in describe(field.model) if part.key not in ("property", "value")]
        filled = {part.key: _value(part, f"{where}-{datatype}-{part.key}") for part in others}
        facts.append({"property": name, "value": values[datatype], **filled})
    return facts


def _replace(data: Any, path: tuple[int | str, ...], text: str) -> None:
    """Put a tamer text, or a tamer key, where the model refused one."""
    *outer, last = path
    if last == "[key]":
        *outer, last = outer
    for step in outer:
        data = data[step]
    if path[-1] == "[key]":
        data[text] = data.pop(last)
    else:
        data[last] = text


def _as_shown(text: str) -> str:
    """What is read of a text: of a citation the place, of prose its first words, with Markdown's entities resolved."""
    if PROSE_ATTACK in text:
        return text.partition(PROSE_ATTACK)[0] + ATTACK.replace("&amp;", "&")
    return text.removeprefix('herald-2022, section "').removesuffix('"')


def _as_read(value: Any) -> Any:
    """As the YAML reader gives it: a list is a tuple."""
    if isinstance(value, dict):
        return {key: _as_read(item) for key, item in value.items()}
    return tuple(map(_as_read, value)) if isinstance(value, list) else value


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []
