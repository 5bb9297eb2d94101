"""The file of search words that `subject.yaml` names -> the words, and the problems of the file.

It is read like a record, and its problems are explained in the same words. Where it is broken the search has no words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from pydantic import ValidationError

from csto_kb.diagnostics import Diagnostic, Position, report
from csto_kb.field_types import Reading
from csto_kb.limits import DEFAULT_LIMITS, Limits
from csto_kb.model.search_words import SearchWords
from csto_kb.record_file import FILE_UNREADABLE, read_file
from csto_kb.subject import SubjectFile
from csto_kb.validation import MISSING_KEY, WRONG_VALUE, explain_findings
from csto_kb.yaml_text import YamlDocument, read_yaml, write_path


@dataclass(frozen=True)
class SearchWordsFile:
    """The file as read; where there is none, or it is broken, there are no words."""

    words: SearchWords = field(default_factory=SearchWords)
    problems: tuple[Diagnostic, ...] = ()


def read_search_words(root: FilePath, about: SubjectFile, limits: Limits = DEFAULT_LIMITS) -> SearchWordsFile:
    """Read the file that the subject names under `search`. Reports every problem; raises nothing for what it holds."""
    name = about.subject.search
    if name is None:
        return SearchWordsFile()
    try:
        content = read_file(root / name, limits.file_bytes)
    except OSError as error:
        position = about.document.locate(("search",))
        message = f"search: '{name}' cannot be read: {error.strerror or error}"
        return SearchWordsFile(problems=(report(FILE_UNREADABLE, about.document.path, position, message),))
    document = read_yaml(name, content, limits)
    if document.data is None:
        return SearchWordsFile(problems=tuple(document.problems))
    try:
        words = SearchWords.model_validate(document.data, context=Reading(limits))
    except ValidationError as error:
        return SearchWordsFile(problems=(*document.problems, *explain_findings(document, SearchWords, error)))
    problems = (*document.problems, *_find_faults(document, words, about.subject.language))
    return SearchWordsFile(words, problems)


def _find_faults(document: YamlDocument, words: SearchWords, language: str) -> Iterator[Diagnostic]:
    """Groups that find nothing, words that stand twice in a group, languages of which nothing says who checked them."""
    used: dict[str, Position] = {}
    for index, group in enumerate(words.words):
        if not group.get(language):
            where = ("words", index)
            hint = f"add a word under '{language}': what the pages have it in"
            message = f"{write_path(where)}: no word in the language of the records, so that nothing is found by it"
            yield report(WRONG_VALUE, document.path, document.locate(where), message, hint)
        for tag, listed in group.items():
            used.setdefault(tag, document.locate_key(("words", index, tag)))
            for place, word in enumerate(listed):
                if word.casefold() in (other.casefold() for other in listed[:place]):
                    where_word = ("words", index, tag, place)
                    message = f"{write_path(where_word)}: '{word}' stands twice"
                    yield report(
                        WRONG_VALUE, document.path, document.locate(where_word), message, "keep one of the two"
                    )
    for tag in used.keys() - words.checked.keys():
        message = f"checked: nothing says who checked the words in '{tag}'"
        hint = f"add '{tag}' under 'checked', with 'by' and 'on'"
        yield report(MISSING_KEY, document.path, used[tag], message, hint)
