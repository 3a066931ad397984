"""One feature each: parse what came in, call the studio, present the result.

The bot loads every module here. Cogs never import one another.
"""
