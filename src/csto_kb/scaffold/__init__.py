"""What editors start from, made from the models: JSON Schemas, new records, issue forms.

`schemas` describes each kind to an editor, `ids` lists the records that a field can refer to, `records`
writes the skeleton of a new record, `addresses` reads what the address of a source tells, `forms` makes the
forge's issue forms, `hints` says what a field takes. All read `fields.describe`.
"""
