"""Whether a source can have the passage that a citation names."""

from csto_kb.languages import is_in_other_script
from csto_kb.model import Source
from csto_kb.targets import Citation


def explain_passage(source: Source, citation: Citation) -> tuple[str, str]:
    """Why a source cannot have a passage, with a hint; two '' where it can."""
    for place in citation.places:
        if source.medium and not place.unit.is_time:
            return f"'{source.id}' is {source.medium}, and has no {place.unit.word}", "write the time: min. 12:30"
        if place.unit.is_time and not source.medium:
            return (
                f"'{source.id}' is a text, and has no {place.unit.word}",
                "a recording says 'medium: video' or 'audio'",
            )
    if citation.pointer is None:
        return "", ""
    if source.medium:
        return f"'{source.id}' is {source.medium}, and no words of it can be looked up", "write the time: min. 12:30"
    if not (source.url or source.archived_url):
        return (
            f"a pointer into '{source.id}', which has no address",
            "write the place in words: p. 12, or add its 'url'",
        )
    if is_in_other_script(citation.pointer.words, source.language):
        message = f"the words of a pointer stand in the source, and '{source.id}' is in '{source.language}'"
        return message, "copy the words from the source, untranslated"
    return "", ""
