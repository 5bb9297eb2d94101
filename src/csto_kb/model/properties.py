"""The registry of properties: what a fact can be about.

These are the properties of the program; `properties` in a project's `subject.yaml` adds to them. A new one is a line in
`_LIST`. Its datatype is the type of a fact's `value`; its topic is the heading over the fact on a page;
`is_key` puts its latest value in the infobox.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from csto_kb.fields import Relation, SchemaOrg

Datatype = Literal["quantity", "date", "text", "entity", "url"]

TOPICS: Mapping[str, str] = {
    "key-facts": "Key facts",
    "founding-and-history": "Founding and history",
    "law-and-rules": "Law and rules",
    "how-it-works": "How it works",
    "membership-and-status": "Membership and status",
    "forces": "Forces",
    "population-and-territory": "Population and territory",
    "armed-forces-and-spending": "Armed forces and spending",
    "relations-with-others": "Relations with others",
    "assessments": "Assessments",
    "life-and-career": "Life and career",
    "notes-on-the-record": "Notes on the record",
}
"""Topics by their ids in code and anchors, in their order on a page."""

BEGINS, ENDS, SIGNED, IN_FORCE = "begins", "ends", "signed", "in force"
STRENGTH, BOUNDARIES, STATUS = "strength", "boundaries", "status"
"""Roles, by which code finds properties whatever their ids and labels."""


@dataclass(frozen=True)
class Property:
    """What a fact states."""

    id: str
    label: str
    datatype: Datatype
    topic: str
    unit: str = ""
    """The unit of a quantity, as written after the number."""
    wikidata: str = ""
    """The matching Wikidata property, where there is one."""
    is_key: bool = False
    """Whether the latest value belongs in the infobox."""
    schema_org: SchemaOrg | None = None
    """The property of schema.org for a page's JSON-LD, where there is one."""
    role: str = ""
    """Its role for code that derives more than a list of facts; several properties may share a role."""
    back: Relation | None = None
    """The inverse relation, on the page of a record that the value names or links; None: no heading of its own."""
    is_lasting: bool = False
    """Of a text: whether it says what was so, and may have changed, rather than what happened or was said."""

    @property
    def states_condition(self) -> bool:
        """Whether a day for which it is stated reads `as of`; else something happened, or was said, on that day."""
        return self.is_lasting or self.datatype in ("quantity", "entity", "url")


_LIST = (
    Property(
        "founded",
        "Founded",
        "date",
        "key-facts",
        wikidata="P571",
        is_key=True,
        schema_org=SchemaOrg("foundingDate", "Organization"),
        role=BEGINS,
    ),
    Property(
        "dissolved",
        "Dissolved",
        "date",
        "key-facts",
        wikidata="P576",
        is_key=True,
        schema_org=SchemaOrg("dissolutionDate", "Organization"),
        role=ENDS,
    ),
    Property("signed", "Signed", "date", "key-facts", is_key=True, role=SIGNED),
    Property(
        "entered-into-force", "Entered into force", "date", "key-facts", wikidata="P7588", is_key=True, role=IN_FORCE
    ),
    Property("registered", "Registered with the United Nations", "date", "key-facts", is_key=True),
    Property("registration-number", "UN registration number", "text", "key-facts", is_key=True),
    Property("place-of-signature", "Signed at", "text", "key-facts", is_key=True),
    Property("depositary", "Depositary", "entity", "key-facts", wikidata="P2058", is_key=True),
    Property("headquarters", "Headquarters", "text", "key-facts", wikidata="P159", is_key=True, is_lasting=True),
    Property("address", "Address", "text", "key-facts", is_lasting=True),
    Property("website", "Website", "url", "key-facts", wikidata="P856", is_key=True, schema_org=SchemaOrg("url")),
    Property(
        "official-language", "Official language", "text", "key-facts", wikidata="P37", is_key=True, is_lasting=True
    ),
    Property("member-count", "Number of members", "quantity", "key-facts", "states", "P2124", is_key=True),
    Property("legal-form", "Legal form", "text", "key-facts", wikidata="P1454", is_key=True, is_lasting=True),
    Property("term", "Term", "text", "key-facts", is_key=True, is_lasting=True),
    Property("name-and-abbreviation", "Name and abbreviation", "text", "key-facts", is_lasting=True),
    Property("history", "History", "text", "founding-and-history"),
    Property("origin", "Origin", "text", "founding-and-history"),
    Property("provision", "Provision", "text", "law-and-rules"),
    Property("legal-basis", "Legal basis", "text", "law-and-rules"),
    Property("amendment", "Amendment", "text", "law-and-rules"),
    Property("ratification", "Ratification", "text", "law-and-rules"),
    Property("mandate", "Mandate", "text", "how-it-works"),
    Property("composition", "Composition", "text", "how-it-works", is_lasting=True),
    Property("procedure", "Procedure", "text", "how-it-works"),
    Property("chairmanship", "Chairmanship", "text", "how-it-works"),
    Property("finance", "Finance", "text", "how-it-works"),
    Property("budget-share", "Share of the budget", "quantity", "how-it-works", "%"),
    Property("sessions", "Sessions", "text", "how-it-works"),
    Property("decisions", "Decisions taken", "quantity", "how-it-works", "decisions"),
    Property("accession", "Accession", "text", "membership-and-status"),
    Property("withdrawal", "Withdrawal", "text", "membership-and-status"),
    Property("membership-status", "Status of membership", "text", "membership-and-status", is_key=True, role=STATUS),
    Property("participation", "Participation", "text", "membership-and-status"),
    Property("observer-status", "Observer status", "text", "membership-and-status"),
    Property("personnel", "Strength", "quantity", "forces", "people", is_key=True, role=STRENGTH),
    Property("equipment", "Equipment", "quantity", "forces", "pieces"),
    Property("aircraft", "Aircraft", "quantity", "forces", "aircraft"),
    Property("make-up", "Make-up", "text", "forces", is_lasting=True),
    Property("deployment", "Deployment", "text", "forces"),
    Property("training", "Training", "text", "forces"),
    Property("plans", "Plans", "text", "forces"),
    Property("population", "Population", "quantity", "population-and-territory", "people", "P1082", is_key=True),
    Property("area", "Area", "quantity", "population-and-territory", "km²", "P2046", is_key=True),
    Property("borders", "Borders", "text", "population-and-territory", is_lasting=True),
    Property(
        "active-personnel", "Active military personnel", "quantity", "armed-forces-and-spending", "people", is_key=True
    ),
    Property(
        "armed-forces-personnel",
        "Armed forces, with paramilitary",
        "quantity",
        "armed-forces-and-spending",
        "people",
        is_key=True,
    ),
    Property("military-spending", "Military spending", "quantity", "armed-forces-and-spending", "million US dollars"),
    Property(
        "military-spending-share",
        "Military spending, share of GDP",
        "quantity",
        "armed-forces-and-spending",
        "% of GDP",
        is_key=True,
    ),
    Property("relations", "Relations", "text", "relations-with-others"),
    Property("alliance", "Alliances", "text", "relations-with-others", is_lasting=True),
    Property("assessment", "Assessment", "text", "assessments"),
    Property("public-opinion", "Public opinion", "text", "assessments"),
    Property("election", "Election", "text", "assessments"),
    Property(
        "born",
        "Born",
        "date",
        "life-and-career",
        wikidata="P569",
        is_key=True,
        schema_org=SchemaOrg("birthDate", "Person"),
        role=BEGINS,
    ),
    Property(
        "died",
        "Died",
        "date",
        "life-and-career",
        wikidata="P570",
        is_key=True,
        schema_org=SchemaOrg("deathDate", "Person"),
        role=ENDS,
    ),
    Property(
        "place-of-birth",
        "Place of birth",
        "text",
        "life-and-career",
        wikidata="P19",
        is_key=True,
        schema_org=SchemaOrg("birthPlace", "Person", names="Place"),
        back=Relation("born-here", "Born here"),
    ),
    Property(
        "citizenship",
        "Citizenship",
        "entity",
        "life-and-career",
        wikidata="P27",
        is_key=True,
        schema_org=SchemaOrg("nationality", "Person"),
    ),
    Property("career", "Career", "text", "life-and-career"),
    Property("identity", "Identity", "text", "life-and-career"),
    Property("sources-disagree", "Sources disagree", "text", "notes-on-the-record"),
    Property("boundaries", "Boundaries on maps", "text", "notes-on-the-record", role=BOUNDARIES),
    Property("correction", "Correction of a common error", "text", "notes-on-the-record"),
)

PROPERTIES: Mapping[str, Property] = {item.id: item for item in _LIST}
"""Every property by its id."""
