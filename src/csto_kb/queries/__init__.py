"""What an editor asks of the graph: `show` tells all about one record, `todo` what needs somebody's work.

A query finds and returns plain data with places in files; it prints nothing. Unlike a check it says nothing is
wrong. A new sort of work is one function in `todo`.
"""
