"""The web addresses that records name: requested, judged, stored, reported.

The flow of the data:

    addresses      the addresses in records, and their uses
    asking         which host to request from, when, how often
    fetching       one request; `guard` says which addresses are allowed, `reading` parses the response
    judging        the verdict on a response; `titles` and `targets` recognize pages that say that they are missing
    remembering    the new state of the address, and the day on which it is due again
    reporting      diagnostics and a summary, without what `exceptions` accept
    mending        permanent moves, written into the records by `rewriting`

of the passages that citations point at, on request:

    pointers           which passages, and where they are cited
    page_reading       the page, from the same answer; `page_search` looks in it, in a process of its own
    page_text          its text in parts; `finding` finds the words
    passage_judging    a verdict, and when it is due again
    passage_reporting  diagnostics and a summary

and of the copies in a public archive:

    unarchived     which sources have none
    wayback        requests to the archive, and its answers
    archiving      one search after the other; `rewriting` writes the copies into records
    archive_state  failed searches, and the days on which they are due again

Everything but `fetching`, `asking`, `page_reading` and `archiving` is plain data in and out; the day is an argument
everywhere.
"""

from csto_kb.external import exceptions, passage_reporting, reporting

CODES = (*exceptions.CODES, *reporting.CODES, *passage_reporting.CODES)

__all__ = ["CODES"]
