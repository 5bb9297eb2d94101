"""The choices of fields, each declared once with all its parts.

These are the tables of the program; `vocabularies` in a project's `subject.yaml` adds to them and rewords them. A new
choice is one line in the table of its field; a new table is named in `VOCABULARY`. Code that needs a
particular choice uses a constant, such as `MEMBER` below. Missing parts of a choice are reported before a command runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from csto_kb.choices import Choice, Choices, find_gaps

YES, NO, MAYBE, PLAIN = "yes", "no", "maybe", "plain"
"""Tones: the colour of the site that a choice has beside its words."""


@dataclass(frozen=True, eq=False)
class Toned(Choice):
    """A choice that is shown in a colour."""

    tone: str = ""


@dataclass(frozen=True, eq=False)
class VoteChoice(Toned):
    """How a state voted."""

    letter: str = ""
    """For tables."""


VOTES = Choices(
    "vote",
    [
        VoteChoice("for", "for", "It voted for the text.", YES, "Y"),
        VoteChoice("against", "against", "It voted against the text.", NO, "N"),
        VoteChoice("abstained", "abstained", "It was counted as abstaining.", MAYBE, "A"),
        VoteChoice("absent", "absent", "It took no part in the vote.", PLAIN, "–"),
    ],
)


@dataclass(frozen=True, eq=False)
class Stance(Choice):
    """How a claim answers its question: a word that reads on after "answers".

    It has no colour, letter or sign, for these would say that the claim is true or false.
    """

    @property
    def heading(self) -> str:
        """Its words above the claims with this stance, with a capital."""
        first = next((at for at, letter in enumerate(self.label) if letter.isalpha()), 0)
        return self.label[:first] + self.label[first : first + 1].upper() + self.label[first + 1 :]


STANCES = Choices(
    "stance",
    [
        Stance("affirms", "yes", "It answers the question with yes."),
        Stance("denies", "no", "It answers the question with no."),
        Stance("conditional", "only if, or in part", "It answers yes on a condition, or in part."),
        Stance("unclear", "unclear", "It answers neither way."),
    ],
)

OPEN = Toned("open", "open", "The record decides it neither way so far.", PLAIN)
VERDICTS = Choices(
    "verdict",
    [
        Toned("borne out", "borne out", "What came is what was said.", YES),
        Toned("partly borne out", "partly borne out", "What came is in part what was said.", MAYBE),
        Toned("contradicted", "contradicted", "What came is not what was said.", NO),
        OPEN,
    ],
)

HIGH = Choice("high", "high", "Nothing speaks against it.")
LOW = Choice("low", "low", "It may well be otherwise.")
CONFIDENCES = Choices(
    "confidence", [HIGH, Choice("medium", "medium", "One weak source, or sources that are not clear."), LOW]
)

QUALIFIERS = Choices(
    "qualifier",
    [
        Choice("about", "about", "The number is rounded or estimated."),
        Choice("over", "over", "The number is more than this."),
        Choice("under", "under", "The number is less than this."),
        Choice("up to", "up to", "The number is at most this."),
    ],
)

MEMBER = Toned("member", "member", "A full member.", YES)
STATUSES = Choices(
    "status",
    [
        MEMBER,
        Toned("observer", "observer", "It may attend.", PLAIN),
        Toned("partner", "partner", "It has the status of a partner.", PLAIN),
        Toned("associate", "associate", "It belongs to the organization in part.", PLAIN),
        Toned("applicant", "applicant", "It has asked to join.", PLAIN),
    ],
)
FORMER = Toned("former", "former", "It is one no longer.", MAYBE)
FROZEN = Toned("frozen", "frozen", "It is one, and has declared that it takes no part.", MAYBE)
FORMER_MEMBER = Toned("former member", "former member", "It was a full member.", MAYBE)
STANDINGS = Choices("standing", [FORMER, FROZEN, FORMER_MEMBER])
"""What a membership has become; computed from its dates, not written in records."""


@dataclass(frozen=True, eq=False)
class TimelineLane(Choice):
    """A row of the timeline."""


NO_LANE = TimelineLane("", "", "")
SUMMITS = TimelineLane("summit", "Summits, decisions and agreements", "What leaders and organs did together.")
EXERCISES = TimelineLane("exercise", "Exercises", "Exercises of forces.")
VOTES_LANE = TimelineLane("vote", "Votes", "Votes of states.")
STATEMENTS = TimelineLane("statement", "Appeals and statements", "What was asked and said.")
OTHER_LANE = TimelineLane("other", "Other", "Whatever has no row of its own.")
LANES = Choices("lane", [SUMMITS, EXERCISES, VOTES_LANE, STATEMENTS, OTHER_LANE])
"""The rows of the timeline, from top to bottom."""


@dataclass(frozen=True, eq=False)
class EventType(Choice):
    """The type of an event."""

    lane: TimelineLane = NO_LANE


EXERCISE = EventType("exercise", "exercise", "An exercise of forces.", EXERCISES)
VOTE = EventType("vote", "vote", "A vote of states on a text.", VOTES_LANE)
EVENT_TYPES = Choices(
    "type of event",
    [
        EventType("summit", "summit", "A meeting of leaders, or of an organ.", SUMMITS),
        EXERCISE,
        VOTE,
        EventType("agreement", "agreement", "A treaty or an agreement is signed.", SUMMITS),
        EventType("decision", "decision", "An organ or a state decides.", SUMMITS),
        EventType("appeal", "appeal", "Somebody asks for help.", STATEMENTS),
        EventType("statement", "statement", "Somebody says something of weight.", STATEMENTS),
        EventType("other", "other", "None of these.", OTHER_LANE),
    ],
)

ANSWERS = Choices(
    "answer to an appeal",
    [
        Toned("granted", "granted", "What was asked for was given.", YES),
        Toned("in-part", "in part", "Something was given, but not what was asked for, or late.", MAYBE),
        Toned("refused", "refused", "It was turned down, or nothing came of it.", NO),
        Toned("unclear", "unclear", "Sources do not settle whether it was asked, or what was answered.", PLAIN),
        Toned("not-asked", "nobody asked", "The case was there, and no request was made.", PLAIN),
    ],
)

ALLIANCE = Choice("alliance", "alliance", "States that promise each other help.")
ORGAN = Choice("organ", "organ", "An organ of an organization.")
OFFICE = Choice("office", "office", "An office that somebody holds.")
BASE = Choice("military base", "military base", "A base, range or station of forces.")
ORGANIZATION_TYPES = Choices(
    "type of organization",
    [
        ALLIANCE,
        Choice("organization", "organization", "An organization of states that is no alliance."),
        ORGAN,
        OFFICE,
        BASE,
        Choice("institution", "institution", "A university, institute, firm or medium."),
    ],
)
OFFICES = Choices(
    "office that one person holds",
    [
        Choice("president", "President", "The head of a state or a body."),
        Choice("prime minister", "Prime Minister", "The head of a government."),
        Choice("secretary-general", "Secretary-General", "The head of a secretariat."),
        Choice("secretary general", "Secretary General", "The same, as some write it."),
        Choice("chief", "Chief of", "The chief of a staff or a service."),
        Choice("chairman", "Chairman of", "Who presides over a body."),
    ],
)
"""Offices that one person holds at a time, by the words with which their titles begin."""
HELD_BY_TURNS = (ORGAN, OFFICE)
"""The types of organization whose office holders have a table."""


@dataclass(frozen=True, eq=False)
class Citable(Choice):
    """The type of a cited work, in the terms of each citation format."""

    csl: str = ""
    """Its type in CSL JSON (Citation Style Language 1.0.2, appendix III)."""
    ris: str = ""
    """Its type in RIS."""
    zotero: str = ""
    """Its item type in Zotero, which reads COinS."""
    is_part: bool = field(default=False, kw_only=True)
    """Whether it is a part of the work named as its publisher: a newspaper, a site, an encyclopedia."""


PAGE = Citable("page", "page", "A page of the site, or a statement on it.", "webpage", "ELEC", "webpage")
"""The site itself as a cited work; records cannot choose it."""


@dataclass(frozen=True, eq=False)
class SourceType(Citable):
    """The type of a source."""

    alone: str = ""
    """Its words at a statement that rests on it alone."""


PRIMARY = SourceType(
    "primary",
    "primary",
    "What is spoken of itself: a text, a ruling, an act.",
    "document",
    "GOVDOC",
    "document",
    "one primary source",
)
DATASET = SourceType("dataset", "dataset", "A set of data.", "dataset", "DATA", "dataset", "one dataset")
SOURCE_TYPES = Choices(
    "type of source",
    [
        PRIMARY,
        SourceType(
            "news",
            "news",
            "A report of the day.",
            "article-newspaper",
            "NEWS",
            "newspaperArticle",
            "one news source",
            is_part=True,
        ),
        SourceType("analysis", "analysis", "A judgement on events.", "report", "RPRT", "report", "one analysis"),
        SourceType(
            "reference",
            "reference",
            "A reference work or a page of facts.",
            "webpage",
            "ELEC",
            "webpage",
            "one reference work",
            is_part=True,
        ),
        SourceType(
            "encyclopedia",
            "encyclopedia",
            "An encyclopedia.",
            "entry-encyclopedia",
            "ENCYC",
            "encyclopediaArticle",
            "one encyclopedia",
            is_part=True,
        ),
        DATASET,
    ],
)

MEDIA = Choices(
    "medium",
    [
        Choice("video", "video", "A film or a broadcast: a place in it is a time."),
        Choice("audio", "audio", "A recording of sound: a place in it is a time."),
    ],
)
"""The medium of a source that is not a text."""

WITHDRAWN = Choice("withdrawn", "withdrawn", "Its publisher, a court or its author stands by it no longer.")
CORRECTED = Choice("corrected", "corrected", "It was changed in something that it had said.")
SUPERSEDED = Choice("superseded", "superseded", "A later edition takes its place.")
SOURCE_STATUSES = Choices("status of a source", [WITHDRAWN, CORRECTED, SUPERSEDED])

TREATY_TYPES = Choices(
    "type of treaty",
    [
        Choice("treaty", "treaty", "A treaty between states."),
        Choice("charter", "charter", "The charter of an organization."),
        Choice("protocol", "protocol", "A protocol to another instrument."),
        Choice("agreement", "agreement", "An agreement between states or organs."),
        Choice("decision", "decision", "A decision of an organ."),
    ],
)

PERSON_TYPES = Choices(
    "type of person",
    [
        Choice("leader", "leader", "Head of a state or government, then or now."),
        Choice("official", "official", "Somebody who speaks or acts for a state or organization."),
        Choice("expert", "expert", "Somebody whose judgement is quoted."),
        Choice("other", "other", "None of these."),
    ],
)

VOCABULARY: Mapping[str, Choices[Any]] = {
    table.name: table
    for table in (
        VOTES,
        STANCES,
        VERDICTS,
        CONFIDENCES,
        QUALIFIERS,
        STATUSES,
        STANDINGS,
        LANES,
        EVENT_TYPES,
        ANSWERS,
        ORGANIZATION_TYPES,
        SOURCE_TYPES,
        MEDIA,
        SOURCE_STATUSES,
        TREATY_TYPES,
        PERSON_TYPES,
        OFFICES,
    )
}
"""Every table by its name."""


def explain_gaps() -> list[str]:
    """What is missing in the tables above, one line each, with the place to add it."""
    return [f"{gap}; add it in model/vocabulary.py" for gap in find_gaps(VOCABULARY.values())]
