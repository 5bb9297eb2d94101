"""Graphics and tables over the whole graph: members over time, votes, events over time.

Each graphic is a module. It returns plain data, which a template draws as SVG with a table beside it. A new graphic is
a module of its own, and `offered` names it for pages. A file of the same data is an export that reads the same part of
`insight`; the files of tables are written from the tables (`tables.table_files`).
"""
