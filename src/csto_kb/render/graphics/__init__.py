"""Graphics and tables that are worked out of the whole graph: who was in it when, who voted how, what came when.

One module a graphic. Each returns plain data, which a template draws as SVG and as a table beside it. The next one goes
into a module of its own, and what pages may ask for into `offered`. A file of the same data is an export, over what
both read in `insight`; those of the tables are written of the tables (`tables.table_files`).
"""
