"""The site's day: the newest review that is believed. One mistyped year moves nothing."""

from pathlib import Path

import pytest

from csto_kb.insight.reviews import newest_review, read_reviews
from csto_kb.mkdocs_plugin.preview import Preview
from csto_kb.model import Entity, Term
from csto_kb.project import load_project, make_renderer


def _terms(*days: str) -> list[Entity]:
    return [Term.make(f"t{index}", {"name": "x", "reviewed": day}) for index, day in enumerate(days)]


@pytest.mark.parametrize(
    ("days", "newest", "ahead"),
    [
        ([], "unknown", []),
        (["unknown"], "unknown", []),
        (["2026-11-25"], "2026-11-25", []),
        (["2026-11-25", "2026-05-26", "2026-05-26"], "2026-11-25", []),
        (["2026-11-26", "2026-05-26", "2026-05-26"], "2026-05-26", ["t0"]),
        (["2099", "2026-11-25", "2026-11-25", "unknown"], "2026-11-25", ["t0"]),
        (["2099", "2099", "2062", *["2026-11-25"] * 5], "2026-11-25", ["t0", "t1", "t2"]),
        (["2028-01-01"] * 3 + ["2026-11-25"] * 9, "2028-01-01", []),
        (["2026-11-25", "2024-01-01"], "2026-11-25", []),
        (["2026-11-25", "2026-11-25", "2024-01-01"], "2026-11-25", []),
        (["2026-11", "2026-11-29", "2026-11-28"], "2026-11", []),
    ],
)
def test_newest_review_that_is_believed(days: list[str], newest: str, ahead: list[str]) -> None:
    """A leap of more than half a year needs three records, or half of all; the order of the records is no matter."""
    for entities in (_terms(*days), _terms(*days)[::-1]):
        reviews = read_reviews(entities)
        assert str(reviews.newest) == newest
        assert sorted(entity.id for entity in reviews.ahead) == ahead
        assert str(newest_review(entities, reviews.newest)) == newest


def test_one_mistyped_year_moves_no_day(project: Path) -> None:
    """Neither in tables, nor in the index of its kind, nor in the head of every page."""
    term = project / "entities/terms/consensus.yaml"
    term.write_text(term.read_text(encoding="utf-8").replace("2026-11-23", "2099-04-01"), encoding="utf-8")
    loaded = load_project(project)
    assert loaded.context.today == "2026-11-30"
    tasks = {task.url: task for task in make_renderer(loaded).tasks}
    elsewhere = [url for url, task in tasks.items() if "2099" in str(task.reviewed)]
    assert elsewhere == ["terms/consensus/"]


def test_preview_shows_the_day_of_the_build(project: Path, tmp_path: Path) -> None:
    """When the records' day moves, so does the one in the head of every page."""
    preview = Preview(project, tmp_path / "preview" / "site")
    preview.read_records()
    preview.read_theme()
    assert _day(preview) == "2026-11-30"
    for path in (project / "entities").glob("*/*.yaml"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("reviewed: 2026-11-23", "reviewed: 2026-12-24"), "utf-8"
        )
    version = preview.version
    preview.read_records()
    assert _day(preview) == "2026-12-24"
    assert preview.version == version + 1, "no browser is told to reload for it"


def _day(preview: Preview) -> str:
    """What the control of days in the head of a record's page ends with."""
    head = preview.answer("/states/armenia/").body.decode("utf-8")
    return head.split('data-to="', 1)[1].split('"', 1)[0]
