"""The use cases, without a word of Discord. Cogs and ui take from here, never from the store."""

from bot.store import (
    Artwork,
    DailySchedule,
    DataSummary,
    GalleryEntry,
    GalleryPage,
    LastPicture,
    PostedIn,
    SaveFailed,
)
from bot.studio.create import Created, Studio
from bot.studio.library import PER_PAGE, ExportPart, NothingYet, ReadableChannels

__all__ = [
    "PER_PAGE",
    "Artwork",
    "Created",
    "DailySchedule",
    "DataSummary",
    "ExportPart",
    "GalleryEntry",
    "GalleryPage",
    "LastPicture",
    "NothingYet",
    "PostedIn",
    "ReadableChannels",
    "SaveFailed",
    "Studio",
]
