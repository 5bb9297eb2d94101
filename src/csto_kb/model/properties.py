"""The registry of properties: what a fact can be about.

A new property is one line in `PROPERTIES`. Its datatype says what a fact's `value` holds; its topic
says under which heading the fact stands on a page; `is_key` puts its latest value in the infobox.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from csto_kb.fields import SchemaOrg

Datatype = Literal["quantity", "date", "text", "entity", "url"]

TOPICS: Mapping[str, str] = {
    "basics": "Key facts",
    "founding": "Founding and history",
    "law": "Law and rules",
    "work": "How it works",
    "membership": "Membership and status",
    "forces": "Forces",
    "people": "Population and territory",
    "armed-forces": "Armed forces and spending",
    "abroad": "Relations with others",
    "war": "Role in the war",
    "judgement": "Assessments",
    "life": "Life and career",
    "record": "Notes on the record",
}
"""Topics in the order in which they stand on a page."""


@dataclass(frozen=True)
class Property:
    """What a fact states."""

    id: str
    label: str
    datatype: Datatype
    topic: str
    unit: str = ""
    """The unit of a quantity, as it is written behind the number."""
    wikidata: str = ""
    """The matching Wikidata property, where there is one."""
    is_key: bool = False
    """Whether the latest value belongs in the infobox."""
    schema_org: SchemaOrg | None = None
    """The property of schema.org that it means in a page's JSON-LD, where there is one."""


_LIST = (
    Property(
        "founded",
        "Founded",
        "date",
        "basics",
        wikidata="P571",
        is_key=True,
        schema_org=SchemaOrg("foundingDate", "Organization"),
    ),
    Property(
        "dissolved",
        "Dissolved",
        "date",
        "basics",
        wikidata="P576",
        is_key=True,
        schema_org=SchemaOrg("dissolutionDate", "Organization"),
    ),
    Property("signed", "Signed", "date", "basics", is_key=True),
    Property("entered-into-force", "Entered into force", "date", "basics", wikidata="P7588", is_key=True),
    Property("registered", "Registered with the United Nations", "date", "basics", is_key=True),
    Property("registration-number", "UN registration number", "text", "basics", is_key=True),
    Property("place-of-signature", "Signed at", "text", "basics", is_key=True),
    Property("depositary", "Depositary", "entity", "basics", wikidata="P2058", is_key=True),
    Property("headquarters", "Headquarters", "text", "basics", wikidata="P159", is_key=True),
    Property("address", "Address", "text", "basics"),
    Property("website", "Website", "url", "basics", wikidata="P856", is_key=True, schema_org=SchemaOrg("url")),
    Property("official-language", "Official language", "text", "basics", wikidata="P37", is_key=True),
    Property("member-count", "Number of members", "quantity", "basics", "states", "P2124", is_key=True),
    Property("legal-form", "Legal form", "text", "basics", wikidata="P1454", is_key=True),
    Property("term", "Term", "text", "basics", is_key=True),
    Property("name-and-abbreviation", "Name and abbreviation", "text", "basics"),
    Property("history", "History", "text", "founding"),
    Property("origin", "Origin", "text", "founding"),
    Property("provision", "Provision", "text", "law"),
    Property("legal-basis", "Legal basis", "text", "law"),
    Property("amendment", "Amendment", "text", "law"),
    Property("ratification", "Ratification", "text", "law"),
    Property("mandate", "Mandate", "text", "work"),
    Property("composition", "Composition", "text", "work"),
    Property("procedure", "Procedure", "text", "work"),
    Property("chairmanship", "Chairmanship", "text", "work"),
    Property("finance", "Finance", "text", "work"),
    Property("budget-share", "Share of the budget", "quantity", "work", "%"),
    Property("sessions", "Sessions", "text", "work"),
    Property("decisions", "Decisions taken", "quantity", "work", "decisions"),
    Property("accession", "Accession", "text", "membership"),
    Property("withdrawal", "Withdrawal", "text", "membership"),
    Property("membership-status", "Status of membership", "text", "membership", is_key=True),
    Property("participation", "Participation", "text", "membership"),
    Property("observer-status", "Observer status", "text", "membership"),
    Property("personnel", "Strength", "quantity", "forces", "people", is_key=True),
    Property("equipment", "Equipment", "quantity", "forces", "pieces"),
    Property("aircraft", "Aircraft", "quantity", "forces", "aircraft"),
    Property("make-up", "Make-up", "text", "forces"),
    Property("deployment", "Deployment", "text", "forces"),
    Property("training", "Training", "text", "forces"),
    Property("plans", "Plans", "text", "forces"),
    Property("russian-bases", "Russian bases", "text", "forces"),
    Property("lease", "Lease", "text", "forces", is_key=True),
    Property("population", "Population", "quantity", "people", "people", "P1082", is_key=True),
    Property("area", "Area", "quantity", "people", "km²", "P2046", is_key=True),
    Property("borders", "Borders", "text", "people"),
    Property("border-with-russia", "Border with Russia", "quantity", "people", "km"),
    Property("border-with-ukraine", "Border with Ukraine", "quantity", "people", "km"),
    Property("active-personnel", "Active military personnel", "quantity", "armed-forces", "people", is_key=True),
    Property(
        "armed-forces-personnel", "Armed forces, with paramilitary", "quantity", "armed-forces", "people", is_key=True
    ),
    Property("military-spending", "Military spending", "quantity", "armed-forces", "million US dollars"),
    Property(
        "military-spending-share",
        "Military spending, share of GDP",
        "quantity",
        "armed-forces",
        "% of GDP",
        is_key=True,
    ),
    Property("relations", "Relations", "text", "abroad"),
    Property("alliance", "Alliances", "text", "abroad"),
    Property("position-on-war", "Position on the war", "text", "war"),
    Property("role-in-war", "Part in the war", "text", "war"),
    Property("un-votes", "Votes at the United Nations", "text", "war"),
    Property("recognition", "Recognition of annexations and separatist entities", "text", "war"),
    Property("territory-and-transit", "Use of territory and transit", "text", "war"),
    Property("troops", "Troops sent or refused", "text", "war"),
    Property("recruitment", "Citizens in the war", "text", "war"),
    Property("trade-and-sanctions", "Trade and sanctions", "text", "war"),
    Property("aid-to-ukraine", "Aid to Ukraine", "text", "war"),
    Property("casualties", "Casualties", "text", "war"),
    Property("assessment", "Assessment", "text", "judgement"),
    Property("public-opinion", "Public opinion", "text", "judgement"),
    Property("election", "Election", "text", "judgement"),
    Property("born", "Born", "date", "life", wikidata="P569", is_key=True, schema_org=SchemaOrg("birthDate", "Person")),
    Property("died", "Died", "date", "life", wikidata="P570", is_key=True, schema_org=SchemaOrg("deathDate", "Person")),
    Property(
        "place-of-birth",
        "Place of birth",
        "text",
        "life",
        wikidata="P19",
        is_key=True,
        schema_org=SchemaOrg("birthPlace", "Person", names="Place"),
    ),
    Property(
        "citizenship",
        "Citizenship",
        "entity",
        "life",
        wikidata="P27",
        is_key=True,
        schema_org=SchemaOrg("nationality", "Person"),
    ),
    Property("career", "Career", "text", "life"),
    Property("identity", "Identity", "text", "life"),
    Property("sources-disagree", "Sources disagree", "text", "record"),
    Property("boundaries", "Boundaries on maps", "text", "record"),
    Property("correction", "Correction of a common error", "text", "record"),
)

PROPERTIES: Mapping[str, Property] = {item.id: item for item in _LIST}
"""Every property by its id."""
