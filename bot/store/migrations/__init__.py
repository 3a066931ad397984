"""One file in ``versions`` for each change of the schema, in the order of their numbers.

They only go forwards. Each runs in one transaction with the others, on SQLite and on PostgreSQL. A file
that has shipped is never changed.
"""
