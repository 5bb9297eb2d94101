"""Histories that are odd and true: no check has a word to say against them."""

from pathlib import Path

import pytest

from csto_kb.project import load_project

SOURCED = "    sources: [herald-2022]\n"


def add(project: Path, record: str, text: str) -> None:
    """Write a record of today, or add lines to one that is there."""
    path = project / f"entities/{record}.yaml"
    before = path.read_text(encoding="utf-8") if path.is_file() else "reviewed: 2026-11-23\n"
    path.write_text(before + text, encoding="utf-8")


def replace(project: Path, record: str, old: str, new: str) -> None:
    path = project / f"entities/{record}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(project: Path) -> list[str]:
    """What is wrong, but for the words on records that nothing leads to."""
    found = load_project(project).diagnostics
    return [f"{item.code}: {item.message}" for item in found if item.code not in ("unlinked-entity", "uncited-summary")]


def test_a_state_that_left_and_came_back_twice_listed_from_the_newest_spell(project: Path) -> None:
    replace(
        project,
        "treaties/northern-pact",
        "  - state: uzbekistan\n    signed: 1992-05-15\n    withdrawn: 2012-12-19\n",
        f"  - state: uzbekistan\n    acceded: 2015-03\n{SOURCED}"
        f"  - state: uzbekistan\n    acceded: 2006-08\n    withdrawn: 2012-12-19\n{SOURCED}"
        "  - state: uzbekistan\n    signed: 1992-05-15\n    withdrawn: 1999-04-02\n",
    )
    replace(
        project,
        "organizations/pact-organization",
        "  - member: uzbekistan\n    from: 2006-08\n",
        f"  - member: uzbekistan\n    from: 2015-03\n{SOURCED}  - member: uzbekistan\n    from: 2006-08\n",
    )
    assert problems(project) == []


def test_two_spells_of_one_year_of_which_one_has_no_day(project: Path) -> None:
    """The period from 1999 began after the one that ended in April of that year."""
    replace(
        project,
        "organizations/pact-organization",
        "  - member: uzbekistan\n    from: 2006-08\n    to: 2012-12-19\n",
        f"  - member: uzbekistan\n    status: observer\n    from: 2006\n    to: 2012\n{SOURCED}"
        f"  - member: uzbekistan\n    status: observer\n    from: 2006-02-01\n    to: 2006-04-02\n{SOURCED}"
        "  - member: uzbekistan\n    from: 2006-08\n    to: 2012-12-19\n",
    )
    assert problems(project) == []


def test_an_acting_holder_before_one_whose_term_has_no_day(project: Path) -> None:
    for name, term in (
        ("acting-holder", "from: 2008-02-01\n    to: 2008-05-07"),
        ("holder", "from: 2008\n    to: 2012"),
    ):
        add(
            project,
            f"people/{name}",
            f"name: {name.title()}\ntype: official\nsummary: Somebody [@herald-2022].\nroles:\n"
            f"  - title: President\n    organization: armenia\n    {term}\n{SOURCED}",
        )
    assert problems(project) == []


def test_one_person_in_two_offices_at_once(project: Path) -> None:
    offices = "".join(
        f"  - title: {title}\n    organization: {of}\n    from: 2000\n{SOURCED}"
        for title, of in (("President", "armenia"), ("Prime Minister", "armenia"), ("Chairman of", "pact-council"))
    )
    add(
        project,
        "people/two-offices",
        f"name: Two Offices\ntype: official\nsummary: Somebody [@herald-2022].\nroles:\n{offices}",
    )
    assert problems(project) == []


def test_a_war_without_an_end_with_one_who_was_founded_in_it(project: Path) -> None:
    add(
        project,
        "events/long-war",
        "name: Long war\ntype: decision\nfrom: 1994-02\nsources: [herald-2022]\nsummary: A war [@herald-2022].\n"
        "participants:\n  - who: armenia\n  - who: pact-organization\n",
    )
    add(
        project,
        "events/its-battle",
        "name: Battle\ntype: other\nfrom: 1999-12-31\nto: 2000-01-02\nsources: [herald-2022]\n"
        "summary: A battle [@herald-2022].\npart_of: [long-war]\n",
    )
    assert problems(project) == []


def test_a_winter_is_the_one_that_ends_or_begins_in_its_year(project: Path) -> None:
    add(
        project,
        "events/winter-campaign",
        "name: Winter campaign\ntype: other\ndate: 2021-24\nsources: [herald-2022]\n"
        "summary: A campaign [@herald-2022].\n",
    )
    for day in ("2021-01-30", "2021-12", "2022-02-03"):
        add(
            project,
            f"events/in-the-winter-{day}",
            f"name: Of {day}\ntype: other\ndate: {day}\nsources: [herald-2022]\nsummary: A raid [@herald-2022].\n"
            "part_of: [winter-campaign]\n",
        )
    assert problems(project) == []


@pytest.mark.parametrize("date", ["198X", "1985-21", "1985~", "1985-06?", "unknown"])
def test_dates_that_are_not_precise(project: Path, date: str) -> None:
    add(
        project,
        "people/of-that-time",
        f"name: Of That Time\ntype: official\nsummary: Somebody [@herald-2022].\nfacts:\n"
        f"  - property: born\n    value: 1930\n{SOURCED}  - property: died\n    value: 1985\n{SOURCED}"
        f"roles:\n  - title: President\n    organization: russia\n    from: {date}\n    to: unknown\n{SOURCED}",
    )
    add(
        project,
        "events/of-that-time-event",
        f"name: Of that time\ntype: other\ndate: {date}\nsources: [herald-2022]\nsummary: A meeting [@herald-2022].\n"
        "participants:\n  - who: of-that-time\n",
    )
    assert problems(project) == []


def test_notice_without_an_end(project: Path) -> None:
    replace(
        project,
        "organizations/pact-organization",
        "    frozen: 2024-02\n",
        "    frozen: 2024-02\n    notified: 2026-10-01\n",
    )
    replace(
        project,
        "treaties/northern-pact",
        "  - state: armenia\n    signed: 1992-05-15\n    in_force: 1994-04-20\n",
        "  - state: armenia\n    signed: 1992-05-15\n    in_force: 1994-04-20\n    notified: 2026-10\n",
    )
    assert problems(project) == []


@pytest.mark.parametrize("who", ["member", "treaty"])
def test_a_membership_that_ended_with_the_member_or_the_treaty(project: Path, who: str) -> None:
    """The German Democratic Republic left no treaty, it ceased to be; the Warsaw Treaty ended by its parties' act."""
    replace(
        project,
        "treaties/northern-pact",
        "    signed: 1992-05-15\n    withdrawn: 2012-12-19\n",
        "    signed: 1992-05-15\n",
    )
    if who == "member":
        replace(project, "states/uzbekistan", "iso2: UZ\n", "iso2: UZ\nexisted_from: 1991\nexisted_to: 2012-12-19\n")
    else:
        replace(
            project,
            "treaties/northern-pact",
            "facts:\n",
            f"facts:\n  - property: dissolved\n    value: 2012-12-19\n{SOURCED}",
        )
    found = problems(project)
    assert not [item for item in found if item.startswith("membership-without-treaty")]
