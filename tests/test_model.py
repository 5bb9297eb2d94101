"""What the model says of itself, so that code need not ask a record for an attribute by its name."""

import ast
from pathlib import Path

import pytest

import csto_kb
from csto_kb.dates import Date
from csto_kb.fields import FieldRole, Record, describe, list_parts
from csto_kb.model import BY_KIND, MODELS, Entity, Sourced
from csto_kb.model.event import Participant, Vote
from csto_kb.model.person import Role
from csto_kb.model.treaty import Party
from csto_kb.prose import Citation

SOURCES = Path(csto_kb.__file__).parent
READERS = ("model", "graph.py", "insight", "checks", "export", "search", "queries", "render", "scaffold")
"""What reads records: it asks the model, or goes through the description of the fields."""
PARTS = sorted({part for model in MODELS for part in list_parts(model)}, key=lambda part: part.__name__)


def test_no_attribute_is_asked_for_by_name() -> None:
    paths = [path for name in READERS for path in ([SOURCES / name] if "." in name else (SOURCES / name).rglob("*.py"))]
    found = [
        f"{path.relative_to(SOURCES)}:{node.lineno}"
        for path in sorted(paths)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id in ("getattr", "hasattr")
    ]
    assert not found, "ask the model (Record, Entity), or read a described field with Field.of"


@pytest.mark.parametrize("model", PARTS, ids=lambda model: model.__name__)
def test_a_role_says_the_same_everywhere(model: type[Record]) -> None:
    """Citations have the role of sources in every field, and a field that is not a date has no role of one."""
    for field in describe(model):
        assert (field.type is Citation) == (field.role is FieldRole.SOURCES), field.key
        if field.role in (FieldRole.TIME, FieldRole.END, FieldRole.ACCESS):
            assert field.type is Date, field.key
    roles = [field.role for field in describe(model)]
    for single in (FieldRole.NAME, FieldRole.SORT, FieldRole.WHOLE, FieldRole.SOURCES, FieldRole.CONFIDENCE):
        assert roles.count(single) <= 1, single
    assert roles.count(FieldRole.CONFIDENCE) == issubclass(model, Sourced) or issubclass(model, Entity)


def test_what_a_record_says_of_its_time() -> None:
    """An event its days, a claim its day, a source the date it bears; a kind that does not happen nothing."""
    event = _make("event", type="other", to="2022-12", sources=("s",), **{"from": "2022-11"})
    claim = _make("claim", speaker="a", question="q", stance="denies", date="2022-11-23", said="No.", sources=("s",))
    news = {"type": "news", "publisher": "Herald", "language": "en"}
    source = _make("source", **news, published="2022-11-22", retrieved="2022-11-23")
    state = _make("state", existed_to="1991-12-26")
    assert (event.when, str(event.start), str(event.end)) == ("November–December 2022", "2022-11", "2022-12")
    assert (claim.when, str(claim.start), str(claim.end)) == ("23 November 2022", "2022-11-23", "2022-11-23")
    assert (source.when, source.start.is_known, source.full_name) == ("22 November 2022", False, "x (Herald)")
    assert (state.when, state.start.is_known, state.span) == ("", False, None)
    assert [str(day) for day in state.lifetime] == ["None", "1991-12-26"]
    assert [str(citation) for citation in event.citations] == ["s"]
    assert source.citations == ()
    assert event.span is not None
    assert event.span.notation.startswith("2022-11-01/")


def test_what_a_part_says_of_a_reference() -> None:
    assert Participant.model_validate({"who": "armenia", "role": "host"}).detail == "host"
    assert Participant.model_validate({"who": "armenia"}).detail == ""
    vote = Vote.model_validate({"state": "armenia", "vote": "abstained", "sources": ("s",)})
    assert (vote.detail, vote.word, vote.timing, vote.sort_date) == ("abstained", "abstained", "", None)
    role = Role.model_validate({"title": "Envoy", "as_of": "2022", "sources": ("s",)})
    assert (role.detail, role.word, role.timing) == ("Envoy", "", "as of 2022")
    party = Party.model_validate({"state": "armenia", "signed": "1992-05-15", "withdrawn": "1999", "sources": ("s",)})
    assert (party.when, party.timing) == ("", "signature 15 May 1992, withdrawal 1999")
    assert (str(party.sort_date), str(party.end)) == ("1992-05-15", "1999")


def _make(kind: str, **data: object) -> Entity:
    return BY_KIND[kind].make("x", {"name": "x", "reviewed": "2022-11-23"} | data)
