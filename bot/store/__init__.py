"""Artworks, galleries and everybody's last picture, in one database on the persistent volume.

Only this package knows that there is a database. What is saved together is saved in one
transaction: an artwork is either there with its picture or not at all.
"""

from bot.store.database import DatabaseStore
from bot.store.errors import GalleryFull, NotKept, StoreError
from bot.store.examining import Examination, NotMade, examine
from bot.store.nouns import Artwork, Daily, Entry, Holdings, Kept, Lost, Page, Place
from bot.store.protocol import Store

__all__ = [
    "Artwork",
    "Daily",
    "DatabaseStore",
    "Entry",
    "Examination",
    "GalleryFull",
    "Holdings",
    "Kept",
    "Lost",
    "NotKept",
    "NotMade",
    "Page",
    "Place",
    "Store",
    "StoreError",
    "examine",
]
