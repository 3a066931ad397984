"""The pictures that were made: find them again, as files and in galleries; pin, remove and export them."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from bot.art.files.archive import ArchiveEntry, archive
from bot.art.files.export import Format, PictureFile, convert_png, draw_file
from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.art.size import Size
from bot.errors import UserError
from bot.i18n.text import text
from bot.rendering import Renderer, Requester
from bot.store import DataSummary, GalleryEntry, GalleryPage, LastPicture, PostedIn, Store, StoreError

PER_PAGE = 6
# Entries read from the store for one part of an export. A part rarely has room for more.
_ENTRIES_PER_PART = 200

log = logging.getLogger(__name__)


class NothingYet(UserError):
    """Somebody asked for their last picture before they had one."""


class ReadableChannels(NamedTuple):
    """The channels of a server that a person can read: there they may see what others posted."""

    server: int
    channels: Collection[int]

    def includes(self, posted_in: PostedIn | None) -> bool:
        """Return whether that place is among them."""
        return (
            posted_in is not None and posted_in.server == self.server and posted_in.channel in self.channels
        )


@dataclass(frozen=True)
class ExportPart:
    """One part of everything that a person made.

    :ivar data: a zip file.
    :ivar first, last: the range of picture numbers in this part, out of `total`; 1 is the oldest.
    :ivar last_id: the id of its last entry; the next part begins after it.
    """

    data: bytes
    first: int
    last: int
    total: int
    last_id: int


class Library:
    """Stored pictures. One that is damaged is drawn again."""

    def __init__(self, renderer: Renderer, store: Store) -> None:
        self._renderer = renderer
        self._store = store

    async def last_picture(self, requester: Requester) -> LastPicture:
        """Return the last picture made for this person, in whatever server.

        :raises NothingYet: if there is none.
        """
        last = await self._store.last_picture(requester.person)
        if last is None:
            raise NothingYet(text("You have no picture yet. Type /genart and I'll draw you one."))
        if isinstance(last, LastPicture):
            return last
        png = await self._renderer.run(draw_png, Recipe.parse(last.code), requester=requester)
        try:
            await self._store.repair_last_picture(requester.person, last.code, png)
        except StoreError:
            log.exception("A damaged picture was drawn again, but could not be stored")
        return LastPicture(last.code, png, last.made_at, last.parent)

    async def last_file(
        self, requester: Requester, *, format: Format = Format.PNG, size: str | None = None, limit: int
    ) -> tuple[str, PictureFile]:
        """Return the recipe's code of the person's last picture, and the picture as a file.

        Without a size, the stored file is converted; if it is a PNG that fits, it is returned byte for byte.

        :param limit: the most bytes it may have.
        :raises NothingYet: if there is none.
        """
        last = await self.last_picture(requester)
        if size is None:
            file = await self.convert(requester, last.png, last.code, format=format, limit=limit)
        else:
            file = await self.draw_file(
                requester, Recipe.parse(last.code), format=format, size=size, limit=limit
            )
        return last.code, file

    async def draw_file(
        self,
        requester: Requester,
        recipe: Recipe,
        *,
        format: Format = Format.PNG,
        size: str | None = None,
        limit: int,
    ) -> PictureFile:
        """Draw a picture as a file of at most `limit` bytes.

        :param size: as people write it; None for that of the recipe.
        :raises UserError: if the size is invalid, or the picture cannot be drawn.
        """
        if size is not None:
            recipe = replace(recipe, size=Size.parse(size))
        return await self._renderer.run(draw_file, recipe, format, limit, requester=requester)

    async def convert(
        self, requester: Requester, png: bytes, code: str, *, format: Format = Format.PNG, limit: int
    ) -> PictureFile:
        """Return a stored PNG in this format, within `limit` bytes; unchanged if it already fits."""
        if format is Format.PNG and len(png) <= limit:
            return PictureFile.unchanged(png, code)
        return await self._renderer.run(convert_png, png, code, format, limit, requester=requester)

    async def page(
        self,
        owner: int,
        number: int,
        *,
        pinned_only: bool = False,
        readable: ReadableChannels | None = None,
    ) -> tuple[int, GalleryPage]:
        """Return a page of a person's pictures and its number; the last page if `number` is past the end.

        :param number: of the page; 0 has the newest pictures.
        :param readable: only what was posted in these channels.
        """
        page = await self._page(owner, number, pinned_only, readable)
        if page.entries or not number:
            return number, page
        number = max(0, -(-page.total // PER_PAGE) - 1)
        return number, await self._page(owner, number, pinned_only, readable)

    async def _page(
        self, owner: int, number: int, pinned_only: bool, readable: ReadableChannels | None
    ) -> GalleryPage:
        return await self._store.gallery(
            owner,
            pinned_only=pinned_only,
            server=readable.server if readable else None,
            channels=readable.channels if readable else None,
            offset=number * PER_PAGE,
            limit=PER_PAGE,
        )

    async def entry(self, owner: int, id: int, *, readable: ReadableChannels | None = None) -> GalleryEntry:
        """Return one picture of a person.

        :param readable: only if it was posted in one of these channels.
        :raises UserError: if there is none.
        """
        entry = await self._store.entry(owner, id)
        if entry is None or (readable is not None and not readable.includes(entry.posted_in)):
            raise UserError(text("That picture is no longer there."))
        return entry

    async def toggle_pin(self, person: int, recipe: Recipe) -> bool:
        """Pin a picture in a person's gallery, or unpin it; return whether it is pinned now."""
        return await self._store.toggle_pin(person, recipe.code, datetime.now(UTC))

    async def remove(self, owner: int, id: int) -> None:
        """Remove a picture from its owner's gallery, if it is there."""
        await self._store.remove_entry(owner, id)

    async def mark_unposted(self, owner: int, code: str, server: int | None) -> None:
        """Note that a picture can no longer be seen in that server, so others do not find it there.

        If that fails, it is logged for the operator.
        """
        if server is None:
            return
        try:
            await self._store.mark_unposted(owner, code, server)
        except StoreError:
            log.exception("Could not mark a picture as no longer posted")

    async def data_summary(self, person: int) -> DataSummary:
        """Return how much is stored about a person."""
        return await self._store.data_summary(person)

    async def export_part(
        self, requester: Requester, *, after: int, limit: int, seconds: float
    ) -> ExportPart:
        """Return the next part of everything that a person made, oldest first.

        :param after: the id of the last entry of the part before; 0 for the first part.
        :param limit: the most bytes of the zip file.
        :param seconds: after how many seconds to stop. The picture being drawn then is still added.
        :raises UserError: if there is nothing left.
        """
        person = requester.person
        remaining = await self._store.entries(person, after=after, limit=_ENTRIES_PER_PART)
        if not remaining.entries:
            raise UserError(text("There is nothing more to export."))
        total = (await self._store.data_summary(person)).pictures
        made = [ArchiveEntry(entry.code, entry.made_at, _details(entry)) for entry in remaining.entries]
        data, packed = await self._renderer.run(archive, made, limit, seconds, requester=requester)
        first = total - remaining.total + 1
        return ExportPart(data, first, first + packed - 1, total, remaining.entries[packed - 1].id)


def _details(entry: GalleryEntry) -> dict[str, object]:
    """What is stored about a picture besides its code and date."""
    posted_in = entry.posted_in._asdict() if entry.posted_in else None
    return {"kept": entry.pinned, "made_from": entry.parent, "posted_in": posted_in}
