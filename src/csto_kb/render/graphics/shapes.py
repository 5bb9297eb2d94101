"""The mark of each kind of record: shapes of similar area that can be distinguished without colour."""

from collections.abc import Mapping

SHAPES: Mapping[str, str] = {
    "organization": "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1-5 0Z",
    "state": "M-4.5-4.5h9v9h-9Z",
    "person": "M0-5.5 5.5 4.5h-11Z",
    "event": "M0-6 6 0 0 6-6 0Z",
    "treaty": "M-6-3.2H6V3.2H-6Z",
    "question": "M-3-5.2h6l3 5.2-3 5.2h-6l-3-5.2Z",
    "claim": "M-5.5-4.5h11L0 5.5Z",
    "term": "M-1.8-5.5h3.6v3.7h3.7v3.6H1.8v3.7h-3.6V1.8h-3.7v-3.6h3.7Z",
}
"""The path of each mark, in a square from -6 to 6, by the name of the kind."""
ANY = "M-2.5-5.5h5v11h-5Z"
"""The mark of a kind that has none of its own."""


def shape(kind: str) -> str:
    """The path of a kind's mark."""
    return SHAPES.get(kind, ANY)
