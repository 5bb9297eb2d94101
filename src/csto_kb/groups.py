"""The groups of `subject.yaml` against the records: a group of a kind has records of that kind only."""

from collections.abc import Iterator

from csto_kb.diagnostics import Diagnostic, report
from csto_kb.fields import with_article
from csto_kb.graph import WRONG_KIND, Graph
from csto_kb.subject import SubjectFile
from csto_kb.yaml_text import write_path


def find_strangers(about: SubjectFile, graph: Graph) -> Iterator[Diagnostic]:
    """Records of another kind than the group's; what is no record is reported as a reference."""
    for kind, words in about.subject.kinds.items():
        for at, group in enumerate(words.groups):
            for index, reference in enumerate(group.records):
                entity = graph.entities.get(reference.id)
                if entity is None or entity.kind.name == kind:
                    continue
                where = ("kinds", kind, "groups", at, "records", index)
                what = f"'{reference.id}' is {with_article(entity.kind.name)}; expected {with_article(kind)}"
                message = f"{write_path(where)}: {what}"
                yield report(WRONG_KIND, about.document.path, about.document.locate(where), message)
