"""What is worked out of the graph: plain data, with no word of HTML, of addresses or of a page.

Pages, data files, the search, checks and queries read it, so that each rule stands once: who was a member when, which
statement rests on what, what ties two records, when a record is stale, what a record is called. The next thing to be
worked out of the graph is a module here that takes an `Insight`, or the graph where that does.
"""

from csto_kb.insight.insight import Insight

__all__ = ["Insight"]
