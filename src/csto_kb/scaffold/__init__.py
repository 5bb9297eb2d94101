"""Starting points for editors, made from the models: JSON Schemas, new records, issue forms.

`schemas` describes each kind to an editor, `ids` lists the records that a field can refer to, `records`
writes the skeleton of a new record, `addresses` reads the date, language and publisher from the address of a source,
`forms` makes the issue forms of the forge, `hints` describes the values of a field. All read `fields.describe`.
"""
