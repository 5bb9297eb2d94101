"""The pages of tables: participants of treaties, votes, claims, office-holders, appeals and more."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from csto_kb.dates import Date
from csto_kb.fields import describe
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
from csto_kb.render.view import number, quantity
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
    "How the states of this knowledge base voted on each resolution, and how all states did.",
    ("state", "event", "vote"),
)
CLAIMED = Sheet(
    "claims",
    "Claims by person and question",
    "Stances",
    "Who answers which question with yes, no or only if, and in which year.",
    ("speaker", "question", "stance"),
)
EXERCISES = Sheet(
    "exercises",
    "Exercises by year",
    "Exercises",
    "Which exercises took place, where, with how many people, and who took part.",
    ("exercise", "field", "value"),
)

ROLES: Mapping[str, str] = {"host": "H", "organiser": "O"}
"""The letters of roles in an exercise; any other role, or none, counts as taking part."""
TOOK_PART = "P"


def participants(context: SiteContext) -> Tables:
    """Every spell of participation in every treaty, with all its dates."""
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
    table = Table("participants", "A row for each spell of participation", "Participant", columns, tuple(rows))
    return PARTICIPANTS.fill(
        (table,),
        (offer("treaty", "Treaty", treaties), offer("participant", "Participant", parties.values())),
    )


def votes(context: SiteContext) -> Tables:
    """How each state voted on each resolution."""
    graph = context.graph
    events = [item for item in context.events if isinstance(item, Event) and (item.votes or item.tally)]
    columns = [
        Column(event.id, _short_name(event), f"{event.name}, {event.when}", entity_url(event), held=held_days(event))
        for event in events
    ]
    cast: dict[str, dict[str, tuple[Entry, ...]]] = {}
    for event in events:
        for vote in event.votes:
            if isinstance(state := graph.entities.get(vote.state.id), State):
                before = cast.setdefault(state.id, {}).get(event.id, ())
                cast[state.id][event.id] = (*before, _vote_entry(context, event, state, vote))
    rows = []
    for name, identifier in sorted((graph.entities[identifier].name, identifier) for identifier in cast):
        own = cast[identifier]
        values = {"vote": tuple(dict.fromkeys(str(entry.value) for entries in own.values() for entry in entries))}
        cells = tuple(own.get(event.id, ()) for event in events)
        rows.append(Row(identifier, name, entity_url(graph.entities[identifier]), cells, values))
    totals = (Row("all-states", "All states", "", tuple(_tally(context, event) for event in events)),)
    table = Table("votes", "A row for each state, a column for each vote", "State", tuple(columns), tuple(rows), totals)
    return VOTED.fill(
        (table,),
        (
            Filter(
                "vote",
                "Ever voted",
                tuple((vote.id, vote.label) for vote in context.subject.table(VOTES).values()),
            ),
        ),
        tuple((vote.tone, vote.letter, vote.label) for vote in context.subject.table(VOTES).values()),
    )


def claims(context: SiteContext) -> Tables:
    """Who answers which question how."""
    graph = context.graph
    questions = sorted(graph.of_kind(Question.kind.name), key=lambda item: item.name)
    columns = tuple(
        Column(question.id, f"Q{place}", question.name, entity_url(question))
        for place, question in enumerate(questions, 1)
    )
    said: dict[str, dict[str, list[Entry]]] = {}
    for claim in sorted(
        (item for item in graph.of_kind(Claim.kind.name) if isinstance(item, Claim)),
        key=lambda item: (item.date, item.id),
    ):
        speaker, question = graph.entities.get(claim.speaker.id), graph.entities.get(claim.question.id)
        if speaker and question:
            stance = claim.stance
            words = f"{speaker.name}, {claim.date.words}: {stance}. {claim.name}"
            held = held_days(claim)
            small = str(claim.date.year) if claim.date.is_known else "no date"
            entry = Entry(stance.letter, words, entity_url(claim), stance.id, claim.sources, stance.tone, small, held)
            said.setdefault(speaker.id, {}).setdefault(question.id, []).append(entry)
    speakers = sorted((graph.entities[identifier] for identifier in said), key=lambda item: (item.name, item.id))
    rows = []
    for speaker in speakers:
        own = said[speaker.id]
        values = {
            "question": tuple(own),
            "stance": tuple(dict.fromkeys(str(entry.value) for entries in own.values() for entry in entries)),
            "speaker": (speaker.kind.name,),
        }
        cells = tuple(tuple(own.get(question.id, ())) for question in questions)
        rows.append(Row(speaker.id, speaker.name, entity_url(speaker), cells, values))
    kinds = {speaker.kind.name: speaker.kind.plural for speaker in speakers}
    return CLAIMED.fill(
        (Table("claims", "A row for each speaker, a column for each question", "Speaker", columns, tuple(rows)),),
        (
            offer("question", "Question", questions),
            Filter(
                "stance",
                "Stance",
                tuple((stance.id, stance.label) for stance in context.subject.table(STANCES).values()),
            ),
            Filter("speaker", "Speakers", tuple(kinds.items())),
        ),
        tuple((stance.tone, stance.letter, stance.label) for stance in context.subject.table(STANCES).values()),
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
        *(Column(state.id, state.iso3 or state.name, state.name, entity_url(state)) for state in ordered),
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
                    quantity(fact).removesuffix("\u00a0people"),
                    f"{event.name}: {quantity(fact)} {fact.when}",
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


def _short_name(event: Event) -> str:
    """The symbol of a resolution; the day of a vote that has none."""
    symbol = event.resolution or ""
    return symbol if symbol and " " not in symbol else event.when


def _vote_entry(context: SiteContext, event: Event, state: Entity, vote: Vote) -> Entry:
    words = f"{state.name} on {event.resolution or event.name}, {event.when}: {vote.vote}"
    address = f"{entity_url(event)}#{context.anchor(vote)}"
    cast = vote.vote
    return Entry(cast.letter, words, address, cast.id, vote.sources, cast.tone, held=held_days(event))


def _tally(context: SiteContext, event: Event) -> tuple[Entry, ...]:
    """The tally over all states: a number for each choice that was counted."""
    if event.tally is None:
        return ()
    counts = [(VOTES.get(field.key), field.of(event.tally)) for field in describe(type(event.tally))]
    address = f"{entity_url(event)}#{context.anchor(event.tally)}"
    return tuple(
        Entry(
            f"{vote.letter} {number(count)}",
            f"{count} {vote}",
            address,
            count,
            event.tally.sources,
            held=held_days(event),
        )
        for vote, count in counts
        if vote and isinstance(count, int)
    )


def _event_entry(event: Event, text: str, value: object) -> Entry:
    return Entry(text, f"{event.name}: {text}", entity_url(event), value, event.sources)


def _participant(event: Event, state: Entity, item: Participant) -> Entry:
    role = item.role or "took part"
    letter = ROLES.get(role.lower(), TOOK_PART)
    words = f"{state.name}, {event.name}: {role}"
    return Entry(letter, words, f"{entity_url(event)}#participants", role, item.sources or event.sources, "role")
