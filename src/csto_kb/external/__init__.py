"""The web addresses that records name: requested, judged, stored, reported.

The flow of the data:

    addresses      the addresses in records, and their uses
    asking         which host to request from, when, how often
    fetching       one request; `guard` says which addresses are allowed, `reading` parses the response
    judging        the verdict on a response; `titles` and `targets` recognize pages that say that they are missing
    remembering    the new state of the address, and the day on which it is due again
    reporting      diagnostics and a summary, without what `exceptions` accept
    mending        permanent moves, written into the records by `rewriting`

For the passages that citations point at, on request:

    pointers           which passages, and where they are cited
    page_reading       the page, from the same answer; `page_search` searches it in a separate process
    page_text          the text of the page in parts; `finding` finds the words
    passage_judging    a verdict, and when it is due again
    passage_reporting  diagnostics and a summary

For the copies in a public archive:

    unarchived     which sources have no copy
    wayback        requests to the archive, and its answers
    archiving      one search after another; `rewriting` writes the copies into records
    archive_state  failed searches, and the days on which they are due again

All modules except `fetching`, `asking`, `page_reading` and `archiving` take and return plain data. The current day is
always an argument.
"""

from csto_kb.external import exceptions, passage_reporting, reporting

CODES = (*exceptions.CODES, *reporting.CODES, *passage_reporting.CODES)

__all__ = ["CODES"]
