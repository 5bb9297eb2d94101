"""The relations between records that code refers to.

A relation that no code refers to is declared in its field.
"""

from csto_kb.fields import Relation

CLAIMS = Relation("claims", "Claims")
IN_THE_CHAIR_OF = Relation("in-the-chair-of", "In the chair of")
MEMBER_OF = Relation("member-of", "Member of")
OFFICE_HOLDERS = Relation("office-holders-and-staff", "Office-holders and staff")
PARTY_TO = Relation("party-to", "Party to")
QUESTIONS = Relation("questions", "Questions")
SEE_ALSO = Relation("see-also", "See also")
VOTES_CAST = Relation("votes", "Votes")
