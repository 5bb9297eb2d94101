"""The web addresses that records name: asked politely, judged, remembered, reported.

The way of the data:

    addresses      what the records name, and where
    asking         whom to ask, when, how often
    fetching       one address: what came back; `guard` says which may be asked at all, `reading` what a response says
    judging        what that means: a verdict; `titles` and `targets` know how pages say that they are not there
    remembering    the new state of the address, and when it is due again
    reporting      diagnostics and a summary, but for what `exceptions` accept
    mending        permanent moves, written into the records by `rewriting`

of the passages that citations point at, when asked for:

    pointers           which passages, and where they are cited
    page_reading       the page, from the same answer; `page_search` looks in it, in a process of its own
    page_text          its text in parts; `finding` finds the words
    passage_judging    a verdict, and when it is due again
    passage_reporting  diagnostics and a summary

and of the copies in a public archive:

    unarchived     which sources have none
    wayback        how the archive is asked, and what its answers say
    archiving      one search after the other; what is found is written by `rewriting`
    archive_state  what was not found, and when it is looked for again

Everything but `fetching`, `asking`, `page_reading` and `archiving` is plain data in and out; the day is an argument
everywhere.
"""

from csto_kb.external import exceptions, passage_reporting, reporting

CODES = (*exceptions.CODES, *reporting.CODES, *passage_reporting.CODES)

__all__ = ["CODES"]
