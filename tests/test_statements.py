"""Anchors of statements: the same statement keeps its anchor, whatever happens around it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csto_kb.model import BY_KIND, Entity
from csto_kb.model.statements import locate_statements

POPULATION = {"property": "population", "value": 2962300, "as_of": "2022-01", "sources": ["herald-2022"]}
POSITION = {"property": "relations", "value": "It keeps out.", "as_of": "2022", "sources": ["herald-2022"]}
OTHER = {"property": "relations", "value": "It says so.", "as_of": "2022", "sources": ["herald-2022"]}


def make(kind: str, **fields: Any) -> Entity:
    data = {"name": "Example", "reviewed": "2026-11-23", **fields}
    required = {"organization": {"type": "alliance"}, "treaty": {"type": "treaty"}, "person": {"type": "leader"}}
    return BY_KIND[kind].make("example", _as_read({**required.get(kind, {}), **data}))


def _as_read(data: Any) -> Any:
    """Lists as the reader of YAML gives them."""
    if isinstance(data, dict):
        return {key: _as_read(value) for key, value in data.items()}
    return tuple(map(_as_read, data)) if isinstance(data, list) else data


def anchors(*facts: dict[str, Any]) -> list[str]:
    return [located.anchor for located in locate_statements(make("state", facts=list(facts)))]


def test_a_fact_says_what_and_when() -> None:
    [anchor] = anchors(POPULATION)
    assert anchor.startswith("population-2022-01-")
    assert len(anchor) == len("population-2022-01-abcd")


@pytest.mark.parametrize(
    ("kind", "fields", "start"),
    [
        ("person", {"roles": [{"title": "Prime Minister", "from": "2018-05-08"}]}, "roles-prime-minister-2018-05-08-"),
        ("organization", {"members": [{"member": "armenia", "from": "1992"}]}, "members-armenia-1992-"),
        ("organization", {"chairs": [{"holder": "armenia", "from": "2021", "to": "2022"}]}, "chairs-armenia-2021-"),
        ("treaty", {"parties": [{"state": "armenia", "signed": "1992-05-15"}]}, "parties-armenia-1992-05-15-"),
        ("state", {"facts": [{"property": "history", "value": "It was.", "as_of": "unknown"}]}, "history-undated-"),
        ("state", {"facts": [{"property": "history", "value": "It was.", "as_of": "199X"}]}, "history-199x-"),
        ("state", {"facts": [{"property": "founded", "value": "2002-10~"}]}, "founded-2002-10-"),
    ],
)
def test_other_statements(kind: str, fields: dict[str, Any], start: str) -> None:
    for items in fields.values():
        items[0]["sources"] = ["herald-2022"]
    [located] = locate_statements(make(kind, **fields))
    assert located.anchor.startswith(start)
    assert len(located.anchor) == len(start) + 4


def test_an_article_and_a_single_statement_are_named_by_their_field() -> None:
    article = {"number": "4", "gist": "Help.", "sources": ["gazette-2002"]}
    assert [found.anchor for found in locate_statements(make("treaty", articles=[article]))] == ["article-4"]
    capital = {"name": "Yerevan", "sources": ["herald-2022"]}
    assert [found.anchor for found in locate_statements(make("state", capital=capital))] == ["capital"]


@given(st.permutations([POPULATION, POSITION, OTHER]))
def test_order_does_not_count(facts: list[dict[str, Any]]) -> None:
    expected = dict(zip(map(str, [POPULATION, POSITION, OTHER]), anchors(POPULATION, POSITION, OTHER), strict=True))
    assert dict(zip(map(str, facts), anchors(*facts), strict=True)) == expected


def test_additions_do_not_count() -> None:
    assert anchors(POSITION)[0] == anchors(OTHER, POSITION, POPULATION)[1]


@pytest.mark.parametrize(
    "change",
    [
        {"sources": ["gazette-2002", "herald-2022"]},
        {"confidence": "low"},
        {"note": "Said on television."},
        {"according_to": "russia"},
        {"value": "It  keeps\nout."},
        {"value": "It *keeps* [[armenia|out]]."},
        {"value": "It keeps out [@herald-2022]."},
    ],
    ids=["sources", "confidence", "note", "speaker", "line break", "link", "citation"],
)
def test_what_does_not_change_the_statement(change: dict[str, Any]) -> None:
    assert anchors({**POSITION, **change}) == anchors(POSITION)


@pytest.mark.parametrize("change", [{"value": "It joins."}, {"as_of": "2023"}], ids=["value", "date"])
def test_what_changes_the_statement(change: dict[str, Any]) -> None:
    assert anchors({**POSITION, **change}) != anchors(POSITION)


def test_a_range_is_another_number() -> None:
    assert anchors({**POPULATION, "upper": 2962400}) != anchors(POPULATION)


def test_the_same_statement_twice() -> None:
    """They are distinguished by their other values, in any order."""
    first, second = {**POSITION, "note": "A."}, {**POSITION, "note": "B."}
    one, two = anchors(first, second)
    assert two == f"{one}-2"
    assert anchors(second, first) == [two, one]
