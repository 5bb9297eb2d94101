"""Labels are words: reworded, nothing changes but the words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from csto_kb.choices import Choice, Choices, find_gaps
from csto_kb.fields import Relation, describe, list_parts
from csto_kb.model import MODELS
from csto_kb.model.properties import PROPERTIES
from csto_kb.model.vocabulary import NO_LANE, VOCABULARY, EventType, SourceType, VoteChoice, explain_gaps
from csto_kb.project import compose_site, load_project

MARK = "\N{WHITE SQUARE}"
HUMAN = {"aria-label", "title", "alt", "content", "data-sort"}
"""Attributes that hold words for readers, or the order of words."""
_ATTRIBUTE = re.compile(r"""\s([a-zA-Z-]+)="([^"]*)\"""")


def test_reworded_labels_change_words_only(project: Path) -> None:
    """With a mark before each label the pages and files differ in the mark alone, and no address or class has it."""
    before = _compose(project)
    with _reworded():
        after = _compose(project)
    assert any(MARK in text for text in after.values())
    assert {name: text.replace(MARK, "") for name, text in after.items()} == before
    for name, text in after.items():
        assert MARK not in name
        found = [key for key, value in _ATTRIBUTE.findall(text) if MARK in value and key not in HUMAN]
        assert not found, f"{name}: a label stands in {found}"


def test_a_relation_has_one_heading() -> None:
    headings = {(relation.id, relation.heading) for relation in _relations()}
    assert len({name for name, _ in headings}) == len(headings)


def test_what_a_choice_lacks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        VOCABULARY,  # type: ignore[arg-type]
        "vote",
        Choices("vote", [VoteChoice("paired", "paired", "It agreed with another not to vote.", letter="P")]),
    )
    hearing = EventType("hearing", "hearing", "Somebody is heard.")
    assert hearing.lane is NO_LANE
    monkeypatch.setitem(VOCABULARY, "type of event", Choices("type of event", [hearing]))  # type: ignore[arg-type]
    assert explain_gaps() == [
        "the vote 'paired' has no tone; add it in model/vocabulary.py",
        "the type of event 'hearing' has no lane; add it in model/vocabulary.py",
    ]


def test_a_type_of_source_says_what_it_is_in_every_form() -> None:
    """Its types for reference managers hang on the choice; that it is no part of a whole is no gap."""
    gaps = find_gaps([Choices("type of source", [SourceType("blog", "blog", "A blog.")])])
    assert [gap.rpartition(" ")[2] for gap in gaps] == ["csl", "ris", "zotero", "alone"]


def test_nothing_lacks() -> None:
    assert explain_gaps() == []


def _compose(project: Path) -> dict[str, str]:
    made = compose_site(load_project(project))
    assert not made.diagnostics
    pages = {page.url: f"{page.title}\n{page.html}\n{page.toc}\n{page.head}" for page in made.pages}
    return pages | {file.url: file.content for file in made.files if isinstance(file.content, str)}


def _relations() -> Iterator[Relation]:
    for model in MODELS:
        for part in list_parts(model):
            yield from (field.ref.back for field in describe(part) if field.ref and field.ref.back)
    yield from (item.back for item in PROPERTIES.values() if item.back)


@contextmanager
def _reworded() -> Iterator[None]:
    labelled: dict[int, tuple[object, str]] = {}
    for table in VOCABULARY.values():
        labelled |= {id(choice): (choice, "label") for choice in table.values()}
    labelled |= {id(relation): (relation, "heading") for relation in _relations()}
    labelled |= {id(item): (item, "label") for item in PROPERTIES.values()}
    parts = [part for model in MODELS for part in list_parts(model)]
    labelled |= {id(field): (field, "label") for part in parts for field in describe(part)}
    for thing, name in labelled.values():
        object.__setattr__(thing, name, MARK + getattr(thing, name))
    try:
        yield
    finally:
        for thing, name in labelled.values():
            object.__setattr__(thing, name, getattr(thing, name).removeprefix(MARK))


def test_choices_are_printed_by_their_label() -> None:
    assert str(Choice("a", "Words", "When it is so.")) == "Words"
