"""The graph and what rests on a source: connections, paths, neighbourhoods, layout, reliance; against networkx."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from itertools import combinations, islice, pairwise
from pathlib import Path

import networkx as nx
import pytest

from csto_kb.export import connections_json, relations_table, reliance_table
from csto_kb.insight.reliance import weigh_sources
from csto_kb.insight.resting import what_rests
from csto_kb.model import Source
from csto_kb.model.relations import MEMBER_OF
from csto_kb.project import Project
from csto_kb.queries.todo import list_todo
from csto_kb.render.graphics.connections import connections, shortest_paths
from csto_kb.render.graphics.layout import place_nodes
from csto_kb.render.graphics.neighbourhood import MAX_NEIGHBOURS, has_neighbourhood, neighbourhood
from csto_kb.render.graphics.network import network
from csto_kb.render.graphics.ring import LONGEST, ring
from csto_kb.site import entity_url
from test_evidence import SOURCE, fact, load, root, write

__all__ = ["root"]


@pytest.fixture(scope="module")
def loaded(repository: Project) -> Project:
    return repository


@pytest.fixture(scope="module")
def reference(loaded: Project) -> "nx.Graph[str]":
    """The same graph, as networkx has it, from the edges."""
    graph: nx.Graph[str] = nx.Graph()
    for edges in loaded.graph.edges_from.values():
        for edge in edges:
            if not isinstance(edge.source, Source) and not isinstance(edge.target, Source):
                graph.add_edge(edge.source.id, edge.target.id)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def test_shortest_paths_as_networkx_finds_them(loaded: Project, reference: "nx.Graph[str]") -> None:
    """Of all shortest paths the three with the fewest connections between; for every tenth pair of the records."""
    connections = loaded.context.connections
    pairs = list(islice(combinations(sorted(reference), 2), 0, None, 997))
    assert len(pairs) > 90
    for start, end in pairs:
        if not nx.has_path(reference, start, end):
            assert shortest_paths(connections.neighbours, start, end) == []
            continue
        paths = [tuple(path) for path in nx.all_shortest_paths(reference, start, end)]
        paths.sort(key=lambda path: (sum(reference.degree(node) for node in path[1:-1]), path))
        assert shortest_paths(connections.neighbours, start, end) == paths[:3]


def test_no_way() -> None:
    neighbours = {"a": frozenset({"b"}), "b": frozenset({"a"}), "c": frozenset({"d"}), "d": frozenset({"c"})}
    assert shortest_paths(neighbours, "a", "c") == []
    assert shortest_paths(neighbours, "a", "a") == []
    assert shortest_paths(neighbours, "a", "no-such-record") == []


def test_ties_are_all_edges_but_those_of_sources(loaded: Project, reference: "nx.Graph[str]") -> None:
    ties = loaded.context.connections
    assert set(ties.pairs) == {(min(pair), max(pair)) for pair in reference.edges}
    assert {name: set(reference[name]) for name in reference} == {
        name: set(others) for name, others in ties.neighbours.items()
    }
    assert not any(isinstance(end, Source) for tie in ties.all for end in (tie.edge.source, tie.edge.target))


def test_a_tie_has_the_date_the_place_and_the_sources_of_its_statement(loaded: Project) -> None:
    [tie] = [
        tie
        for tie in loaded.context.connections.by_entity["armenia"]
        if tie.edge.source.id == "csto" and tie.edge.label == "Member" and tie.anchor
    ]
    statement = tie.edge.owner
    assert tie.when == statement.words  # type: ignore[attr-defined]
    assert tie.sources == statement.sources  # type: ignore[attr-defined]
    assert tie.anchor in {item.anchor for item in loaded.graph.statements["csto"]}
    assert tie.relation(loaded.graph.entities["armenia"]) == MEMBER_OF


def test_what_nobody_sourced_is_not_given_a_source(loaded: Project) -> None:
    """An editor's hint to see another record as well rests on nothing that the record cites."""
    hints = [tie for tie in loaded.context.connections.all if tie.edge.path[0] == "see_also"]
    assert hints
    assert not any(tie.sources or tie.when for tie in hints)


def test_csv_and_json_hold_every_tie(loaded: Project) -> None:
    rows = list(csv.DictReader(io.StringIO(relations_table.TABLE.write(loaded.context))))
    data = json.loads(connections_json.write(loaded.context))
    ties = loaded.context.connections.all
    assert len(rows) == len(data["ties"]) == len(ties)
    names = [url.split("/")[1] for _, url, _ in data["nodes"]]
    assert names == sorted(names), "the order of the numbers decides between ways of equal worth"
    for row, tie, (start, end, relation, _, _, when, anchor, sources) in zip(rows, ties, data["ties"], strict=True):
        assert (row["from"], row["to"]) == (tie.edge.source.id, tie.edge.target.id) == (names[start], names[end])
        assert (row["relation"], row["when"]) == (data["words"][relation], data["words"][when])
        assert row["statement"].partition("#")[2] == anchor
        cited = [data["sources"][number][1] for number in sources]
        assert cited == list(dict.fromkeys(entity_url(loaded.graph.entities[item.source]) for item in tie.sources))


def test_neighbourhoods(loaded: Project, reference: "nx.Graph[str]") -> None:
    """Each neighbour once, at most a dozen; the number of those left out; an arc for each connection of two."""
    for identifier in ("armenia", "russia", "csto", "nikol-pashinyan"):
        found = neighbourhood(loaded.context, loaded.graph.entities[identifier])
        assert found
        rows = {item.row: item.entity.id for group in found.groups for item in group.neighbours}
        names = list(rows.values())
        assert len(names) == len(set(names)) == found.shown == min(MAX_NEIGHBOURS, found.total)
        assert set(names) <= set(reference[identifier])
        assert found.total == reference.degree(identifier) == sum(group.total for group in found.groups)
        assert found.rows == 1 + len(found.groups) + found.shown
        arcs = {frozenset((rows[arc.first], rows[arc.second])) for arc in found.arcs}
        assert arcs == {frozenset(edge) for edge in reference.subgraph(names).edges}
        assert len(arcs) == len(found.arcs)


def test_no_neighbourhood_of_sources_and_isolated_records(loaded: Project) -> None:
    source = loaded.graph.of_kind("source")[0]
    assert neighbourhood(loaded.context, source) is None
    assert neighbourhood(loaded.context, loaded.graph.entities["mongolia"]) is None


def test_a_record_is_no_back_link_of_itself(loaded: Project) -> None:
    """A state whose capital lies in it is not "located here" on its own page; its own page still says so."""
    graph = loaded.graph
    own = [edge for key in graph.entities for edge in graph.outgoing(key) if edge.source is edge.target]
    assert own
    assert not [edge for key in graph.entities for edge in graph.incoming(key) if edge.source is edge.target]


def test_no_neighbourhood_without_a_date(loaded: Project) -> None:
    """Rows that all say "not dated" say nothing."""
    context = loaded.context
    for entity in loaded.graph.entities.values():
        if has_neighbourhood(context, entity):
            assert any(tie.when for tie in context.connections.by_entity[entity.id])
        elif len(context.connections.neighbours.get(entity.id, ())) > 1:
            assert not any(tie.when for tie in context.connections.by_entity[entity.id])


def test_the_ring_is_that_of_the_focus(loaded: Project) -> None:
    """Each neighbour once, by kind, on a circle; none in the middle."""
    drawn = ring(loaded.context)
    assert drawn
    assert drawn.centre.id == "csto"
    names = [spoke.entity.id for spoke in drawn.spokes]
    assert len(names) == len(set(names))
    assert set(names) <= loaded.context.connections.neighbours["csto"]
    assert drawn.total == len(loaded.context.connections.neighbours["csto"])
    kinds = [spoke.entity.kind.name for spoke in drawn.spokes]
    assert len([one for one, other in pairwise(kinds) if one != other]) == len(set(kinds)) - 1
    assert not any(spoke.name.endswith("…") and len(spoke.entity.name) <= LONGEST for spoke in drawn.spokes)


def test_marks_of_the_whole_neither_overlap_nor_leave_the_drawing(loaded: Project) -> None:
    """As far apart as WCAG 2.5.8 asks of what is pressed: 24 units, of which each is at least a pixel wide."""
    net = network(loaded.context)
    assert len(net.nodes) == len(loaded.context.connections.neighbours)
    for first, second in combinations(net.nodes, 2):
        assert (first.x - second.x) ** 2 + (first.y - second.y) ** 2 >= 24**2, (first.entity.id, second.entity.id)
    assert all(0 < node.x < net.size and 0 < node.y < net.size for node in net.nodes)
    named = {node.entity.id for node in net.nodes if node.label}
    assert {"russia", "csto", "armenia", "belarus"} <= named


def test_every_machine_finds_the_same_positions() -> None:
    """In another process with other hashes, and on another machine, whose positions are given here."""
    ties = tuple((number, (number * 7 + 1) % 40) for number in range(40) if number != (number * 7 + 1) % 40)
    here = place_nodes(40, ties, 940, 28)
    code = f"from csto_kb.render.graphics.layout import place_nodes; print(place_nodes(40, {ties}, 940, 28))"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == str(here)
    assert here[:2] == ((706.5, 793.7), (565.6, 824.6))


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_layout_of_few_nodes(count: int) -> None:
    positions = place_nodes(count, tuple(combinations(range(count), 2)), 940, 28)
    assert len(set(positions)) == count


def test_examples(loaded: Project) -> None:
    for example in connections(loaded.context):
        assert example.paths
        for path in example.paths:
            assert path[0].start is example.start
            assert path[-1].end is example.end
            assert all(first.end is second.start for first, second in pairwise(path))
            assert all(step.ties for step in path)


def test_what_rests_on_a_source(root: Path) -> None:
    """By statement and by passage; what would fall is marked; what cites a copy counts for both."""
    write(root, "states/armenia", summary="It is [@first, p. 1].", facts=[fact(5, "first", "second"), fact(6, "copy")])
    write(root, "events/meeting", type="summit", date="2022", sources=["first"])
    context = load(root).context
    first = what_rests(context, context.graph.entities["first"])
    assert (first.statements, first.sole, first.passages) == (3, 2, 1)
    marks = {
        (entity.id, place.label): (place.is_sole, place.is_copy) for entity, places in first.records for place in places
    }
    assert marks == {
        ("armenia", "Population, as of 2022"): (False, False),
        ("armenia", "Summary, p. 1"): (False, False),
        ("meeting", "The record as a whole"): (True, False),
    } | {key: value for key, value in marks.items() if value == (True, True)}
    assert sum(value == (True, True) for value in marks.values()) <= 1
    copy = what_rests(context, context.graph.entities["copy"])
    assert (copy.statements, copy.sole) == (1, 0), "without the copy the original still stands"
    assert what_rests(context, context.graph.entities["copy-of-copy"]).statements == 0


def test_reliance(loaded: Project) -> None:
    """Counted another way: from the records as they were read."""
    found = weigh_sources(loaded.context)
    statements = sole = 0
    for entity in loaded.graph.entities.values():
        parts = [item.statement.sources for item in loaded.graph.statements[entity.id]]
        parts += [entity.sources] if getattr(entity, "sources", ()) else []  # type: ignore[attr-defined]
        statements += len(parts)
        sole += sum(len(loaded.context.evidence.origins(cited)) == 1 for cited in parts)
    assert (found.statements, found.sole) == (statements, sole)
    assert sum(load.sole for load in found.loads) == sole
    assert [load.sole for load in found.loads] == sorted((load.sole for load in found.loads), reverse=True)
    rows = list(csv.DictReader(io.StringIO(reliance_table.TABLE.write(loaded.context))))
    assert [(row["source"], int(row["statements"]), int(row["on_nothing_else"])) for row in rows] == [
        (load.source.id, load.statements, load.sole) for load in found.loads
    ]


def test_work_counts_single_sources_as_the_pages_do(root: Path) -> None:
    """Two copies of one source are one; a primary source is enough."""
    write(root, "sources/deed", **{**SOURCE, "type": "primary"})
    write(root, "states/armenia", facts=[fact(5, "first", "copy"), fact(6, "first", "second"), fact(7, "deed")])
    project = load(root)
    found = list_todo(project.library, project.graph, project.content, date(2026, 11, 25), 365)
    assert [work.message for work in found if work.sort == "single-source"] == ["facts[0]: first (news)"]
