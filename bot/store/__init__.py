"""Artworks, galleries and everybody's last picture, in one database on the persistent volume.

Only this package knows that there is a database. What is saved together is saved in one
transaction: an artwork is either there with its picture or not at all.
"""

from bot.store.database import DatabaseStore
from bot.store.errors import GalleryFull, SaveFailed, StoreError
from bot.store.inspection import Inspection, NoDatabase, inspect_database
from bot.store.models import Artwork, Daily, Entry, Holdings, LastPicture, LostPicture, Page, PostedIn
from bot.store.protocol import Store

__all__ = [
    "Artwork",
    "Daily",
    "DatabaseStore",
    "Entry",
    "GalleryFull",
    "Holdings",
    "Inspection",
    "LastPicture",
    "LostPicture",
    "NoDatabase",
    "Page",
    "PostedIn",
    "SaveFailed",
    "Store",
    "StoreError",
    "inspect_database",
]
