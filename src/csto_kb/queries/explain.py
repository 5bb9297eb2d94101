"""What `csto-kb explain` says of a field: its help, and what each of its choices means."""

from csto_kb.model import BY_KIND
from csto_kb.model.subject import Subject
from csto_kb.validation import field_at


def explain_field(name: str, subject: Subject) -> str:
    """Explain a field by its kind and its keys, such as `event.type` or `organization.members.status`.

    '' where there is no such field.
    """
    kind, *keys = name.split(".")
    field = field_at(BY_KIND[kind], tuple(keys)) if keys and kind in BY_KIND else None
    if field is None:
        return ""
    known = subject.choices(field)
    width = max((len(choice.id) for choice in known), default=0)
    choices = [f"{choice.id:{width}}  {choice.meaning}" for choice in known]
    return "\n".join([f"{field.label}: {field.help}", *(["", *choices] if choices else [])])
