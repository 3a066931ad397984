"""Artworks, galleries and daily schedules, in one database on the persistent volume.

Only this package knows that there is a database. What belongs together is saved in one transaction, so an
artwork is stored with its picture or not at all.
"""

from bot.store.database import DatabaseStore
from bot.store.errors import GalleryFull, SaveFailed, StoreError
from bot.store.inspection import Inspection, NoDatabase, inspect_database
from bot.store.models import (
    Artwork,
    DailySchedule,
    DataSummary,
    GalleryEntry,
    GalleryPage,
    LastPicture,
    LostPicture,
    PostedIn,
)
from bot.store.protocol import Store

__all__ = [
    "Artwork",
    "DailySchedule",
    "DataSummary",
    "DatabaseStore",
    "GalleryEntry",
    "GalleryFull",
    "GalleryPage",
    "Inspection",
    "LastPicture",
    "LostPicture",
    "NoDatabase",
    "PostedIn",
    "SaveFailed",
    "Store",
    "StoreError",
    "inspect_database",
]
