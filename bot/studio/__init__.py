"""The use cases, with no word of Discord."""

from bot.studio.create import FILES_AT_ONCE, Created, NothingYet, StillLooking, Studio

__all__ = ["FILES_AT_ONCE", "Created", "NothingYet", "StillLooking", "Studio"]
