"""The map: who is a member on a day by the periods, as the treaty's table has it; projection; position of Crimea."""

import csv
import re
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY
from csto_kb.export import membership_table
from csto_kb.insight.membership import MembershipOf, focus_members
from csto_kb.model import Event, State
from csto_kb.model.vocabulary import FORMER_MEMBER, MEMBER
from csto_kb.project import Project, make_renderer
from csto_kb.render.context import SiteContext
from csto_kb.render.geometry import Geometry, Point, clip_ring, read_rings
from csto_kb.render.graphics.map import bases_by_host, draw_members
from csto_kb.site import Page

DAYS = ["1994-01-01", "2000-01-01", "2007-01-01", "2013-01-01", "today"]
STARTS = ("signed", "acceded", "ratified", "in_force")


@pytest.fixture(scope="module")
def project(repository: Project) -> Project:
    return repository


@pytest.fixture(scope="module")
def context(project: Project) -> SiteContext:
    return project.context


@pytest.fixture(scope="module")
def members(context: SiteContext) -> MembershipOf:
    found = focus_members(context)
    assert found
    return found


@pytest.fixture(scope="module")
def geometry(project: Project) -> Geometry:
    assert project.context.geometry
    return project.context.geometry


def newest_review() -> str:
    """Today, as the records have it."""
    records = "\n".join(path.read_text(encoding="utf-8") for path in REPOSITORY.glob("entities/*/*.yaml"))
    return max(match[1] for match in re.finditer(r"^reviewed: (\S+)$", records, re.M))


def implied_members(day: str) -> set[str]:
    """Who is in on a day by the treaty's table, read straight from its file, whose joinings and leavings are days."""
    table = REPOSITORY / "entities" / "treaties" / "collective-security-treaty.yaml"
    found = set()
    for party in yaml.safe_load(table.read_text(encoding="utf-8"))["parties"]:
        start = min(str(party[key]) for key in STARTS if key in party)
        if start <= day and ("withdrawn" not in party or day < str(party["withdrawn"])):
            found.add(party["state"])
    return found


@pytest.mark.parametrize("day", DAYS)
def test_members_are_those_of_the_table(members: MembershipOf, day: str) -> None:
    date = newest_review() if day == "today" else day
    expected = implied_members(date)
    held = {period.state.id for period in members.with_status(MEMBER.id) if period.span.standing(date) == "held"}
    assert held == expected
    if day == "today":
        assert {period.state.id for period in members.with_status(MEMBER.id) if period.is_today} == expected


def test_the_table_is_read_as_it_was_in_those_years() -> None:
    """What the test computes by itself is not empty, and changes."""
    numbers = [len(implied_members(newest_review() if day == "today" else day)) for day in DAYS]
    assert numbers == [9, 6, 7, 6, 6]


def test_who_left_is_former_until_the_return(members: MembershipOf) -> None:
    periods = [(period.status, period.span.notation) for period in members.periods if period.state.id == "uzbekistan"]
    assert periods == [
        (MEMBER, "1992-05-15/1992-05-15/1999-04-20/1999-04-20"),
        (FORMER_MEMBER, "1999-04-20/1999-04-20/2006-08-16/2006-08-16"),
        (MEMBER, "2006-08-16/2006-08-16/2012-12-19/2012-12-19"),
        (FORMER_MEMBER, "2012-12-19/2012-12-19//"),
    ]


def test_frozen_stays_a_member(members: MembershipOf) -> None:
    frozen = [period for period in members.periods if period.frozen]
    assert [(period.state.id, period.status, period.is_today) for period in frozen] == [("armenia", MEMBER, True)]
    assert frozen[0].frozen_span
    assert frozen[0].frozen_span.standing("2024-02-10") == "uncertain"


def test_every_spell_leads_to_its_row(project: Project, members: MembershipOf) -> None:
    anchors = {item.anchor for item in project.graph.statements["collective-security-treaty"]}
    assert all(period.anchor in anchors and period.sources for period in members.periods)


def test_file_has_the_same_rows(project: Project, members: MembershipOf) -> None:
    rows = [
        row
        for row in csv.DictReader(membership_table.TABLE.write(project.context).splitlines())
        if row["organization"] == "csto"
    ]
    assert [(row["state"], row["status"], row["since"], row["until"]) for row in rows] == [
        (period.state.id, period.status.id, str(period.since or ""), str(period.until or ""))
        for period in members.periods
    ]


def is_inside(point: Point, rings: list[list[Point]]) -> bool:
    """Whether a point is within outlines, by the even-odd rule."""
    x, y = point
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def test_capitals_lie_in_their_states(project: Project, geometry: Geometry) -> None:
    """The projection in Python agrees with that of the outlines."""
    checked = []
    for state in project.graph.of_kind("state"):
        assert isinstance(state, State)
        capital = state.capital
        if capital and capital.latitude is not None and capital.longitude is not None and state.iso_numeric:
            point = geometry.place(float(capital.latitude), float(capital.longitude))
            if point and state.iso_numeric in geometry.states:
                assert is_inside(point, geometry.rings[state.iso_numeric]), state.id
                checked.append(state.id)
    assert len(checked) > 8


@pytest.mark.parametrize(
    ("latitude", "longitude", "east", "north"),
    [
        (55.75, 37.6, -2197193, 995077),
        (41.317, 69.25, -479140, -1187316),
        (43.1, 131.9, 4153041, 674587),
        (48.85, 2.35, -4426172, 2009232),
    ],
)
def test_projection_against_proj(
    geometry: Geometry, latitude: float, longitude: float, east: float, north: float
) -> None:
    """What PROJ's `aea` gives for these parameters, in metres, is the same point of the drawing."""
    expected = round((east + 4_500_000) / 5_000), round((3_550_000 - north) / 5_000)
    assert geometry.place(latitude, longitude) == expected


def test_names_stand_on_their_states(geometry: Geometry) -> None:
    """A name is on its state, or a line connects the two."""
    outlines = {**geometry.rings, "crimea": read_rings(geometry.areas["crimea"])}
    for code, label in geometry.labels.items():
        assert is_inside(label.of or label.at, outlines[code]), code


def test_crimea_is_ukraine(geometry: Geometry) -> None:
    """Every point of it that is not on its edge is in Ukraine, none in Russia."""
    rings = read_rings(geometry.areas["crimea"])
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    points = [(x, y) for x in range(min(xs), max(xs)) for y in range(min(ys), max(ys)) if is_inside((x, y), rings)]
    assert len(points) > 500
    assert not [point for point in points if is_inside(point, geometry.rings["643"])]
    in_ukraine = [point for point in points if is_inside(point, geometry.rings["804"])]
    assert len(in_ukraine) > 0.9 * len(points)
    simferopol, sevastopol = geometry.place(44.95, 34.1), geometry.place(44.6, 33.53)
    assert simferopol
    assert sevastopol
    assert is_inside(simferopol, geometry.rings["804"])
    assert not is_inside(sevastopol, geometry.rings["643"])


def test_neighbours(context: SiteContext) -> None:
    drawing = draw_members(context)
    assert drawing
    neighbours = {state.entity.id for state in drawing.states if state.is_neighbour}
    assert {"ukraine", "china", "mongolia", "poland", "afghanistan"} <= neighbours
    assert not neighbours & {"germany", "france", "serbia", "india", "syria", "russia", "armenia"}


def test_insets_hold_the_small_members(context: SiteContext, geometry: Geometry) -> None:
    """Their names stand on them; a state that is elsewhere is not in an inset."""
    drawing = draw_members(context)
    assert drawing
    named = {inset.name: {state.entity.id: at for state, at in inset.states if at} for inset in drawing.insets}
    assert {"armenia", "azerbaijan", "georgia"} <= named["South Caucasus"].keys()
    assert {"kyrgyzstan", "tajikistan", "uzbekistan"} <= named["Central Asia"].keys()
    assert "belarus" not in {state.entity.id for inset in drawing.insets for state, _ in inset.states}
    armenia = named["South Caucasus"]["armenia"]
    assert armenia
    assert is_inside(armenia, geometry.rings["051"])
    assert all(inset.factor >= 3 for inset in drawing.insets)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0, 0, 10, 10), [(0, 0), (4, 0), (4, 4), (0, 4)]),
        ((2, 1, 10, 10), [(2, 1), (4, 1), (4, 4), (2, 4)]),
        ((5, 5, 9, 9), []),
    ],
)
def test_an_outline_is_cut_to_a_box(box: tuple[int, int, int, int], expected: list[Point]) -> None:
    assert sorted(clip_ring([(0, 0), (4, 0), (4, 4), (0, 4)], box)) == sorted(expected)


def test_events_and_bases(context: SiteContext) -> None:
    """Every event with coordinates that is no plan; every base below the name of a state that is not its own."""
    drawing = draw_members(context)
    assert drawing
    expected = {
        event.id
        for event in context.graph.of_kind("event")
        if isinstance(event, Event) and not event.is_planned and any(place.latitude for place in event.places)
    }
    assert {event.id for place in drawing.places for event in place.events} == expected
    listed = {base.id for _, bases in bases_by_host(context) for base, _ in bases}
    assert {base.entity.id for base in drawing.bases} == listed
    assert len({base.at for base in drawing.bases}) == len(listed) > 10


def test_no_geometry_no_map(built_project: Path) -> None:
    """A project without the outlines builds, and so does one without the organization."""
    assert 'aria-labelledby="kb-map-title"' not in (built_project / "site" / "map" / "index.html").read_text(
        encoding="utf-8"
    )


def test_same_bytes_twice(repository_site: Path, repository: Project) -> None:
    """Another rendering gives the page that was built, to the byte, where it draws."""
    renderer = make_renderer(repository)
    made = renderer.render(next(task for task in renderer.tasks if task.url == "map/"))
    assert isinstance(made, Page)
    drawn = re.search(
        r"<svg [^>]*kb-map-title.*?</svg>", (repository_site / "map" / "index.html").read_text("utf-8"), re.S
    )
    assert drawn
    assert drawn[0] in made.html


def test_what_is_held_is_well_formed(repository_site: Path) -> None:
    html = (repository_site / "map" / "index.html").read_text(encoding="utf-8")
    held = re.findall(r'data-held="([^"]*)"', html)
    assert len(held) > 60
    day = r"(\d{4}-\d{2}-\d{2})?"
    assert [value for value in held if not re.fullmatch(f"{day}/{day}/{day}/{day}", value)] == []
