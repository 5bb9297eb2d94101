"""The pages of tables: participants of treaties, votes, claims, office-holders, appeals and more."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from os.path import commonprefix

from csto_kb.choices import Choice
from csto_kb.dates import Date
from csto_kb.fields import describe
from csto_kb.insight.membership import members_today
from csto_kb.insight.participation import has_ended, leaving_words
from csto_kb.model import Claim, Entity, Event, Question, State, Treaty
from csto_kb.model.event import Participant, Vote
from csto_kb.model.properties import STRENGTH
from csto_kb.model.treaty import Party
from csto_kb.model.vocabulary import EXERCISE, STANCES, VOTES
from csto_kb.render.context import SiteContext
from csto_kb.render.graphics.appeals import APPEALS, appeals
from csto_kb.render.graphics.figures import FIGURES, figures
from csto_kb.render.graphics.office_holders import OFFICE_HOLDERS, office_holders
from csto_kb.render.graphics.table import (
    Column,
    Entry,
    Filter,
    Row,
    Sheet,
    Table,
    Tables,
    offer,
    write_tables,
)
from csto_kb.render.holding import held_days, held_from
from csto_kb.render.view import number
from csto_kb.site import DataFile, SiteFile, entity_url

PARTICIPANTS = Sheet(
    "participants",
    "Participants of the treaties",
    "Participants",
    "Who signed, ratified, left and rejoined, and when: the Treaty, the Charter, and the other treaties.",
    ("participant", "field", "value"),
)
VOTED = Sheet(
    "votes",
    "Votes by state",
    "Votes",
    "How the states of this knowledge base voted on each resolution, and how many of all states voted so.",
    ("event", "state", "vote"),
)
CLAIMED = Sheet(
    "claims",
    "Who says what, by question",
    "Claims by question",
    "Who answers a question how, when, and how it held up.",
    ("question", "speaker", "field", "value"),
)
EXERCISES = Sheet(
    "exercises",
    "Exercises by year",
    "Exercises",
    "Which exercises took place, where, with how many people, and who took part.",
    ("exercise", "field", "value"),
)

ALL_STATES = "all-states"
"""The key in the file of the tally over all states."""
LEANING: Mapping[str, int] = {"for": 1, "against": -1}
"""How a vote counts for the order of states; any other stands between the two."""
CLAIM_COLUMNS = (
    Column("date", "When"),
    Column("stance", "Answers"),
    Column("claim", "What was said", is_prose=True),
    Column("verdict", "How it held up"),
)

ROLES: Mapping[str, str] = {"host": "H", "organiser": "O"}
"""The letters of roles in an exercise; any other role, or none, counts as taking part."""
TOOK_PART = "P"


def participants(context: SiteContext) -> Tables:
    """Every period of participation in every treaty, with all its dates."""
    treaties = [item for item in context.graph.of_kind(Treaty.kind.name) if isinstance(item, Treaty) and item.parties]
    listed = [party for treaty in treaties for party in treaty.parties]
    dates = [
        field
        for field in describe(Party)
        if field.type is Date and any(field.of(party) is not None for party in listed)
    ]
    columns = (Column("treaty", "Treaty"), *(Column(field.key, field.label, field.help) for field in dates))
    treaties.sort(key=lambda treaty: (-len(context.graph.incoming(treaty.id)), treaty.name))
    rows = []
    parties = {}
    for treaty in treaties:
        for party in treaty.parties:
            who = context.graph.entities.get(party.state.id)
            if who is None:
                continue
            parties[who.id] = who
            address = f"{entity_url(treaty)}#{context.anchor(party)}"
            cells: list[tuple[Entry, ...]] = [
                (Entry(treaty.name, treaty.name, entity_url(treaty), treaty.id, party.sources),)
            ]
            for field in dates:
                date = field.of(party)
                words = f"{who.name}, {treaty.name}: {field.label.lower()} {date.words}" if date else ""
                leaving = leaving_words(party, context.today) if field.name == "withdrawn" else ""
                shown = leaving or (date.words if date else "")
                entry = Entry(shown, words, address, date, party.sources, held=held_from(date)) if date else None
                cells.append((entry,) if entry else ())
            values = {"treaty": (treaty.id,), "participant": (who.id,)}
            held = held_days(party)
            has_left = has_ended(party, context.today)
            rows.append(Row(who.id, who.name, entity_url(who), tuple(cells), values, held, has_left))
    table = Table(
        "participants",
        "One row for each period of participation; [brackets]: it has ended",
        "Participant",
        columns,
        tuple(rows),
    )
    return PARTICIPANTS.fill(
        (table,),
        (offer("treaty", "Treaty", treaties), offer("participant", "Participant", parties.values())),
    )


def votes(context: SiteContext) -> Tables:
    """How each state voted on each text; the states stand side by side in the order of how they voted."""
    graph = context.graph
    events = [item for item in context.events if isinstance(item, Event) and (item.votes or item.tally)][::-1]
    cast: dict[str, dict[str, list[Entry]]] = {}
    leaning: dict[str, list[int]] = {}
    for event in events:
        for vote in event.votes:
            if isinstance(state := graph.entities.get(vote.state.id), State):
                own = cast.setdefault(state.id, {})
                own.setdefault(event.id, []).append(_vote_entry(context, event, state, vote))
                leaning.setdefault(state.id, []).append(LEANING.get(vote.vote.id, 0))
    strong = members_today(context)
    order = sorted(cast, key=lambda key: (key not in strong, Fraction(sum(leaning[key]), len(leaning[key])), key))
    choices = context.subject.table(VOTES).values()
    counted = [choice for choice in choices if any(_count(event, choice.id) is not None for event in events)]
    columns = (
        *(Column(key, graph.entities[key].name, url=entity_url(graph.entities[key]), is_upright=True) for key in order),
        *(Column(ALL_STATES, f"All states: {choice}", is_number=True) for choice in counted),
    )
    start = shared_start([event.name for event in events])
    rows = []
    for event in events:
        own_votes = [tuple(cast[key].get(event.id, ())) for key in order]
        cells = (
            *own_votes,
            *(_tally(context, event, choice) for choice in counted),
        )
        values = {"vote": tuple(dict.fromkeys(str(entry.value) for own in own_votes for entry in own))}
        label = event.name.removeprefix(start)
        note = ", ".join(filter(None, (event.when, event.resolution)))
        rows.append(Row(event.id, label, entity_url(event), cells, values, held_days(event), note=note))
    head = f"{start.strip()} …" if start else "Vote"
    label = "A row for each vote, the newest first; the states in the order of how they voted, members first"
    return VOTED.fill(
        (Table("votes", label, head, columns, tuple(rows)),),
        (
            Filter(
                "vote",
                "Somebody voted",
                tuple((vote.id, vote.label) for vote in choices),
            ),
        ),
        tuple((vote.tone, vote.letter, vote.label) for vote in choices),
    )


def shared_start(names: Sequence[str]) -> str:
    """The words with which all names begin, with the space after them; '' for fewer than two names.

    >>> shared_start(["Vote on peace", "Vote on a seat"])
    'Vote on '
    """
    common = commonprefix(names) if len(names) > 1 else ""
    return common[: common.rfind(" ") + 1]


def claims(context: SiteContext) -> Tables:
    """Who answers which question how: a table for each question, those with most claims first."""
    graph = context.graph
    made: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(
        (item for item in graph.of_kind(Claim.kind.name) if isinstance(item, Claim)),
        key=lambda item: (item.date, item.id),
        reverse=True,
    ):
        made[claim.question.id].append(claim)
    questions = [item for item in graph.of_kind(Question.kind.name) if isinstance(item, Question) and item.id in made]
    questions.sort(key=lambda item: (-len(made[item.id]), item.name))
    tables = []
    speakers: dict[str, str] = {}
    for question in questions:
        rows = []
        for claim in made[question.id]:
            if (speaker := graph.entities.get(claim.speaker.id)) is None:
                continue
            speakers[speaker.kind.name] = speaker.kind.plural
            values = {"question": (question.id,), "stance": (claim.stance.id,), "speaker": (speaker.kind.name,)}
            cells = _claimed(claim, claim.name.removeprefix(f"{speaker.name}: "))
            rows.append(Row(speaker.id, speaker.name, entity_url(speaker), cells, values, held_days(claim)))
        caption = f"The answer, {question.answered.words}: {question.verdict}"
        tables.append(Table(question.id, question.name, "Speaker", CLAIM_COLUMNS, tuple(rows), caption=caption))
    asked = tuple((question.id, question.name) for question in questions)
    return CLAIMED.fill(
        tuple(tables),
        (
            Filter("question", "Question", asked, preset=asked[0][0] if asked else ""),
            Filter(
                "stance",
                "Answers",
                tuple((stance.id, stance.label) for stance in context.subject.table(STANCES).values()),
            ),
            Filter("speaker", "Speakers", tuple(sorted(speakers.items()))),
        ),
    )


def _claimed(claim: Claim, gist: str) -> tuple[tuple[Entry, ...], ...]:
    """When it was said, how it answers, what was said, and how it held up."""

    def entry(text: str, value: object) -> tuple[Entry, ...]:
        return (Entry(text, f"{claim.name}: {text}", entity_url(claim), value, claim.sources),)

    verdict = claim.assessment.verdict if claim.assessment else None
    return (
        entry(claim.date.words, claim.date),
        entry(claim.stance.label, claim.stance.id),
        entry(gist, claim.name),
        entry(verdict.label, verdict.id) if verdict else (),
    )


def exercises(context: SiteContext) -> Tables:
    """Each exercise with its date, its strength, and the roles of its participants."""
    graph = context.graph
    events = [item for item in context.events if isinstance(item, Event) and item.type == EXERCISE][::-1]
    states = {
        state.id: state
        for event in events
        for item in event.participants
        if isinstance(state := graph.entities.get(item.who.id), State)
    }
    ordered = sorted(states.values(), key=lambda state: (state.name, state.id))
    columns = (
        Column("when", "When"),
        Column("places", "Where"),
        Column("personnel", "People", is_number=True),
        *(Column(state.id, state.name, url=entity_url(state), is_upright=True) for state in ordered),
    )
    rows = []
    for event in events:
        own = {item.who.id: item for item in event.participants}
        cells = [
            (_event_entry(event, event.when, event.start),),
            (_event_entry(event, where := ", ".join(place.name for place in event.places), where),)
            if event.places
            else (),
            tuple(
                Entry(
                    fact.quantity.removesuffix("\u00a0people"),
                    f"{event.name}: {fact.quantity} {fact.when}",
                    f"{entity_url(event)}#{context.anchor(fact)}",
                    fact.value,
                    fact.sources,
                )
                for fact in event.facts
                if fact.definition.role == STRENGTH
            ),
            *((_participant(event, state, own[state.id]),) if state.id in own else () for state in ordered),
        ]
        year = str(event.start.year) if event.start.is_known else "unknown"
        values = {"year": (year,), "participant": tuple(item for item in own if item in states)}
        name = f"{event.name} (planned)" if event.is_planned else event.name
        rows.append(Row(event.id, name, entity_url(event), tuple(cells), values, held_days(event)))
    years = dict.fromkeys(year for row in rows for year in row.values["year"])
    return EXERCISES.fill(
        (Table("exercises", "A row for each exercise, the newest first", "Exercise", columns, tuple(rows)),),
        (Filter("year", "Year", tuple((year, year) for year in years)), offer("participant", "Participant", ordered)),
        (("role", "H", "host"), ("role", "O", "organiser"), ("role", TOOK_PART, "took part")),
    )


PAGES: tuple[tuple[Sheet, Callable[[SiteContext], Tables]], ...] = (
    (PARTICIPANTS, participants),
    (VOTED, votes),
    (CLAIMED, claims),
    (APPEALS, appeals),
    (OFFICE_HOLDERS, office_holders),
    (EXERCISES, exercises),
    (FIGURES, figures),
)
"""The pages of tables in the order of their index, each with the function that fills it."""


def list_tables(context: SiteContext) -> list[Tables]:
    """All pages of tables, for their index."""
    return [fill(context) for _, fill in PAGES]


def table_files() -> Iterator[SiteFile[SiteContext]]:
    """The file of each page of tables."""
    for sheet, fill in PAGES:
        write = partial(_write_file, fill)
        yield SiteFile(sheet.file, sheet.title, sheet.question, "text/csv", write, fill.__module__, sheet.url)


def _write_file(fill: Callable[[SiteContext], Tables], context: SiteContext) -> Iterator[DataFile]:
    yield write_tables(fill(context))


def _vote_entry(context: SiteContext, event: Event, state: Entity, vote: Vote) -> Entry:
    words = f"{state.name} on {event.resolution or event.name}, {event.when}: {vote.vote}"
    address = f"{entity_url(event)}#{context.anchor(vote)}"
    cast = vote.vote
    return Entry(cast.letter, words, address, cast.id, vote.sources, cast.tone, held=held_days(event))


def _count(event: Event, choice: str) -> int | None:
    """How many of all states made a choice; None where nobody counted."""
    if event.tally is None:
        return None
    counts = {field.key: field.of(event.tally) for field in describe(type(event.tally))}
    count = counts.get(choice)
    return count if isinstance(count, int) else None


def _tally(context: SiteContext, event: Event, choice: Choice) -> tuple[Entry, ...]:
    """How many of all states made a choice."""
    count = _count(event, choice.id)
    if event.tally is None or count is None:
        return ()
    address = f"{entity_url(event)}#{context.anchor(event.tally)}"
    return (Entry(number(count), f"{count} {choice}", address, count, event.tally.sources, held=held_days(event)),)


def _event_entry(event: Event, text: str, value: object) -> Entry:
    return Entry(text, f"{event.name}: {text}", entity_url(event), value, event.sources)


def _participant(event: Event, state: Entity, item: Participant) -> Entry:
    role = item.role or "took part"
    letter = ROLES.get(role.lower(), TOOK_PART)
    words = f"{state.name}, {event.name}: {role}"
    return Entry(letter, words, f"{entity_url(event)}#participants", role, item.sources or event.sources, "role")
