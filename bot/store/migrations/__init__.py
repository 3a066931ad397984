"""One file in ``versions`` for each change of the schema, applied in the order of their numbers.

There are no downgrades. All migrations that a database needs run in one transaction, on SQLite as well as on
PostgreSQL. What a released migration does must never be changed.
"""
