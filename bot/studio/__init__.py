"""The use cases, without a word of Discord. Cogs and ui take from here, never from the store."""

from bot.store import Artwork, Daily, Entry, Holdings, LastPicture, Page, PostedIn, SaveFailed
from bot.studio.create import Created, Studio
from bot.studio.library import PER_PAGE, ExportPart, NothingYet, ReadableChannels

__all__ = [
    "PER_PAGE",
    "Artwork",
    "Created",
    "Daily",
    "Entry",
    "ExportPart",
    "Holdings",
    "LastPicture",
    "NothingYet",
    "Page",
    "PostedIn",
    "ReadableChannels",
    "SaveFailed",
    "Studio",
]
