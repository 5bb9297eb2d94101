"""Where the sentences of a text end. The first stands for the whole in a search result and on a card."""

from collections.abc import Iterator

from sentencex import segment  # type: ignore[import-untyped]

from csto_kb.languages import ENGLISH


def first_sentence(text: str, language: str = ENGLISH) -> str:
    """The first sentence of a text; the whole text where no sentence ends in it."""
    return text[: next(sentence_ends(text, language), len(text))].strip()


def sentence_ends(text: str, language: str = ENGLISH) -> Iterator[int]:
    """The place behind each sentence of a text in a language, as an offset in it.

    The points of initials ("John P. Ruehl"), abbreviations and numbers end none.
    """
    # The library wants single blanks: at some others, such as U+2028, it fails. Characters are counted instead.
    places = [place for place, character in enumerate(text) if not character.isspace()]
    count = 0
    for sentence in segment(language, " ".join(text.split())):
        count += len(sentence.replace(" ", ""))
        if count:
            yield places[count - 1] + 1
