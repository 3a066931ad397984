"""One feature each: parse what came in, ask the studio, present what comes back.

Every module here is loaded by itself. Cogs know the bot, never one another.
"""
