"""Where in a source: the grammar of places, pointers and support, and the address that shows a passage."""

import pytest

from csto_kb.passages import MOST_WORDS, SupportLevel
from csto_kb.prose import Citation, NotationError, Prose

RUSSIAN = "Армения заморозила … в этой организации"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("s", ""),
        ("s, p. 12", "p. 12"),
        ("s, pp. 12-14, 17", "pp. 12–14, 17"),
        ("s, paras. 1, 4-5", "paras. 1, 4–5"),
        ("s, para. last", "last para."),
        ("s, art. 4(2)", "art. 4(2)"),
        ("s, art. 12 bis", "art. 12 bis"),
        ("s, pp. iv-x", "pp. iv–x"),
        ("s, min. 12:30", "min. 12:30"),
        ("s, min. 12:30-14:05", "min. 12:30–14:05"),
        ('s, table 2, row "Armenia", column "2024"', "table 2, row “Armenia”, column “2024”"),
        ('s, section "What, then; [is] it?"', "section “What, then; [is] it?”"),
        ('s, annex A, art. 3, "first words … last words"', "annex A, art. 3"),
        ('s, para. 3, "one run", in part', "para. 3"),
        ("s, follows", ""),
    ],
)
def test_what_is_written_comes_back(written: str, words: str) -> None:
    assert str(Citation.parse(written)) == written
    assert Citation.parse(written).where == words


def test_one_form_for_one_place() -> None:
    for other in ("s, pp. 12", "s,  p.\n12", "s, p. 12, outright"):
        assert Citation.parse(other) == Citation.parse("s, p. 12")
    assert Citation.parse('s, "a ... b"') == Citation.parse('s, "a … b"')


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("s, Article 7", "write art. 7"),
        ("s, page 12", "write p. 12"),
        ("s, p 12", "write p. 12"),
        ("s, Pages 12–14", "write pp. 12-14"),
        ("s, biography", 'section "Title"'),
        ("s, last para.", "write p. 12"),
        ("s,", "write p. 12"),
        ("s, p. 1, p", "write p. 12"),
        ("s, p. twelve", "write p. 12"),
        ('s, p. "Armenia"', "write p. 12"),
        ("s, min. 12:75", "write p. 12"),
        ("s, p. 1, 12:30", "write p. 12"),
        ("s, «Армения»", "straight quotation marks"),
        ('s, "Армения', "two straight quotation marks"),
        ('s, ""', "two straight quotation marks"),
        ('s, "…"', "first words … last words"),
        ('s, "a … b … c"', "first words … last words"),
        ('s, "one two three four five six"', "first words … last words"),
        ('s, "a … one two three four five six"', "first words … last words"),
        (f's, "{"漢" * 101}"', "first words … last words"),
        ('s, "a", "b"', "once for each passage"),
        ("s, in part, follows", "keep one"),
    ],
)
def test_what_is_not_in_the_grammar(written: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        Citation.parse(written)
    assert hint in caught.value.hint


def test_signs_are_no_words() -> None:
    words = "— ".join("abcde")
    assert len(words.split()) == MOST_WORDS
    assert Citation.parse(f's, "{words} —"').pointer


def test_in_prose_a_quotation_holds_what_parts_citations() -> None:
    text = f'So [@a, section "x; y], z [", "{RUSSIAN}"; @b, para. 2, in part].'
    first, second = Prose(text).mentions
    assert isinstance(first.target, Citation)
    assert first.target.pointer
    assert (first.target.pointer.first, first.target.pointer.last) == ("Армения заморозила", "в этой организации")
    assert isinstance(second.target, Citation)
    assert second.target.support is SupportLevel.IN_PART
    assert text[first.offset :].startswith(first.written)
    assert text[second.offset :].startswith("@b")
    assert not Prose(text).leftovers


def test_a_quotation_that_is_not_closed_ends_with_its_brackets() -> None:
    (mention,) = Prose('So [@a, "x] and [later].').mentions
    assert mention.written == '@a, "x'
    assert "quotation marks" in mention.hint


def test_the_first_sentence_ends_outside_a_quotation() -> None:
    prose = Prose('One [@a, "It ends]. And … goes on"]. Two.')
    assert prose.opening.text == 'One [@a, "It ends]. And … goes on"].'


@pytest.mark.parametrize(
    ("pointer", "address", "expected"),
    [
        ("a b … c", "https://e.org/x", "https://e.org/x#:~:text=a%20b,c"),
        ("a-b, c & d", "https://e.org/x#part", "https://e.org/x#part:~:text=a%2Db%2C%20c%20%26%20d"),
        ("ОДКБ", "https://e.org/", "https://e.org/#:~:text=%D0%9E%D0%94%D0%9A%D0%91"),
    ],
)
def test_an_address_leads_to_the_passage(pointer: str, address: str, expected: str) -> None:
    citation = Citation.parse(f's, "{pointer}"')
    assert citation.pointer
    assert citation.pointer.lead(address) == expected


@pytest.mark.parametrize("text", ['[@a, "[' * 3_000, '"' * 12_000, '[@a,"x"' * 1_700, "[@a, " + '"[" ' * 2_900])
def test_a_hostile_text_is_read_in_a_bounded_number_of_steps(text: str) -> None:
    assert Prose(text).plain
