"""What is derived from the graph: plain data, without HTML, addresses or pages.

Pages, data files, the search, checks and queries read it, so that each rule is in one place: who was a member when,
which statement rests on what, what connects two records, when a record is stale, what a record is called. A new
derivation is a module here that takes an `Insight`, or the graph where that is enough.
"""

from csto_kb.insight.insight import Insight

__all__ = ["Insight"]
