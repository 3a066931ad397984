"""The use cases, with no word of Discord: make a picture, find one again, keep it, forget it."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from bot.art.drawing.rng import Rng
from bot.art.files.export import Format, PictureFile, file_of, fitted
from bot.art.recipe import Brief, Recipe
from bot.art.render import draw_png, encode, render
from bot.art.sheets import variations_sheet
from bot.errors import UserError
from bot.i18n.text import text
from bot.observability.tracing import Span, note_saved, note_style, span
from bot.rendering import Cancelled, Renderer, Requester
from bot.store import Artwork, LastPicture, PostedIn, SaveFailed, Store, StoreError
from bot.studio.cooldown import Cooldowns

T = TypeVar("T")

# Files from outside, of at most 8 MiB each.
FILES_AT_ONCE = 16

log = logging.getLogger(__name__)


class NothingYet(UserError):
    """Somebody asked for their last picture before they had one."""


class StillLooking(UserError):
    """A picture that somebody sent in while others are still looked at."""


@dataclass(frozen=True)
class Created:
    """A picture that was made, and whether it could be kept as its owner's last."""

    artwork: Artwork
    kept: bool


class Studio:
    """The only road from a wish to something kept."""

    def __init__(self, renderer: Renderer, store: Store, turns: Cooldowns, rng: Rng) -> None:
        self._renderer = renderer
        self._store = store
        self._turns = turns
        self._rng = rng
        self._looking: set[int] = set()
        self._making: set[int] = set()

    def turn(self, person: int) -> AbstractContextManager[None]:
        """Holds a person's turn, from before a picture of theirs is begun until they have seen it: no
        older one may be shown after a newer.

        :raises UserError: if it is not their turn.
        """
        return self._turns.take(person)

    async def create(
        self,
        requester: Requester,
        wish: Brief | Recipe,
        *,
        place: PostedIn | None,
        parent: Recipe | None = None,
    ) -> Created:
        """Draws a picture and keeps it as its owner's last. They have to hold their turn.

        :param wish: a brief, whose gaps chance fills in, or exactly this recipe.
        :param place: where everybody will see it; None if nobody else will.
        :param parent: the recipe of the picture it is made from.
        :raises UserError: if the picture cannot be drawn, or they have erased everything meanwhile; then
            their last picture is still the one before, as it is when this one could not be kept.
        """
        recipe = self.decide(wish) if isinstance(wish, Brief) else wish
        note_style(recipe.style)
        self._making.add(requester.person)
        try:
            png = await self.paint(requester, _drawn, recipe.code)
            if requester.person not in self._making:
                raise Cancelled
        finally:
            self._making.discard(requester.person)
        self._turns.count(requester.person)
        artwork = Artwork(requester.person, recipe, png, datetime.now(UTC), parent, place)
        try:
            await self._store.save(artwork)
            kept = True
        except SaveFailed:
            log.exception("A picture could not be kept")
            kept = False
        note_saved(kept)
        return Created(artwork, kept)

    async def erase(self, person: int) -> None:
        """Erases all that is stored about a person; what is still made for them will not be kept."""
        # First, so that what was drawn before is saved before, and what comes after is not.
        self._making.discard(person)
        self.cancel(person)
        await self._store.erase(person)

    def decide(self, brief: Brief) -> Recipe:
        """Lets chance decide what a brief leaves open."""
        return brief.resolve(self._rng)

    async def variations(self, requester: Requester, recipes: Sequence[Recipe]) -> bytes:
        """A sheet of these pictures, numbered from 1, as a PNG file.

        It costs no turn: whoever looks at it wants to take one of them at once.

        :raises UserError: if it cannot be drawn.
        """
        return await self.paint(requester, variations_sheet, [r.code for r in recipes])

    async def recall(self, requester: Requester) -> LastPicture:
        """The last picture made for this person, anywhere. One that was damaged is drawn again.

        :raises NothingYet: if there is none.
        """
        last = await self._store.last(requester.person)
        if last is None:
            raise NothingYet(text("You have no picture yet. Type /genart and I'll draw you one."))
        if isinstance(last, LastPicture):
            return last
        png = await self.paint(requester, draw_png, last.code)
        try:
            await self._store.repair_last(requester.person, last.code, png)
        except StoreError:
            log.exception("A picture that was drawn again could not be put back")
        return LastPicture(last.code, png, last.made_at, last.parent)

    async def last_file(
        self, requester: Requester, *, format: str = "png", size: str | None = None, limit: int
    ) -> tuple[str, PictureFile]:
        """The person's last picture as a file that fits, and its recipe's code.

        As it is, it is the stored one, byte for byte; in another size it is drawn anew.

        :param limit: the most bytes it may have.
        :raises NothingYet: if there is none.
        """
        kept = await self.recall(requester)
        if size is None:
            return kept.code, await self.fit(requester, kept.png, kept.code, format=format, limit=limit)
        return kept.code, await self.file(requester, kept.code, format=format, size=size, limit=limit)

    async def file(
        self, requester: Requester, code: str, *, format: str = "png", size: str | None = None, limit: int
    ) -> PictureFile:
        """The picture of a code, drawn anew, as a file of at most so many bytes."""
        return await self.paint(requester, _file, code, format, size, limit)

    async def fit(
        self, requester: Requester, png: bytes, code: str, *, format: str = "png", limit: int
    ) -> PictureFile:
        """A picture as a file of at most so many bytes; itself if it has no more."""
        if format == Format.PNG and len(png) <= limit:
            return fitted(png, code, limit=limit)
        return await self.paint(requester, _fitted, png, code, format, limit)

    async def look(
        self, requester: Requester, fetch: Callable[[], Awaitable[bytes]], job: Callable[[bytes], T]
    ) -> T:
        """Has a worker look into a file from outside. So that what waits in line does not fill the memory,
        each person has one there, and only so many have.

        :raises StillLooking: if there are as many already.
        :raises UserError: what fetching or looking raised.
        """
        if requester.person in self._looking:
            raise StillLooking(text("One at a time: I am still looking at the picture you sent before."))
        if len(self._looking) >= FILES_AT_ONCE:
            raise StillLooking(text("I am looking at many pictures. Please try again in a minute."))
        self._looking.add(requester.person)
        try:
            return await self.paint(requester, job, await fetch())
        finally:
            self._looking.discard(requester.person)

    async def paint(self, requester: Requester, job: Callable[..., T], *arguments: object) -> T:
        """Has a function of the engine do its work, away from the event loop.

        :raises UserError: what the function raised, or why it could not be run.
        """
        return await self._renderer.run(job, *arguments, requester=requester)

    async def take_down(self, owner: int, code: str, server: int | None) -> None:
        """Notes that a picture can no longer be seen in that server, so that others find it no more among
        what its owner posted there. Where that fails, only the operator needs to know.
        """
        if server is None:
            return
        try:
            await self._store.unpost(owner, code, server)
        except StoreError:
            log.exception("A picture still counts as posted where it can no longer be seen")

    def place_of(self, person: int) -> int | None:
        """Which place the person has in the line: 1 is next; None while they wait for nothing."""
        return self._renderer.queue_position(person)

    def cancel(self, person: int) -> int:
        """Takes all that the person waits for out of the line; returns how much that was."""
        return self._renderer.cancel(person)


def _drawn(code: str) -> bytes:
    """Return the picture as a PNG file, with the time of encoding it measured apart."""
    recipe = Recipe.parse(code)
    image = render(recipe)
    with span(Span.ENCODE):
        return encode(image, recipe)


def _file(code: str, format: str, size: str | None, limit: int) -> PictureFile:
    return file_of(code, format=format, size=size, limit=limit)


def _fitted(png: bytes, code: str, format: str, limit: int) -> PictureFile:
    return fitted(png, code, format=format, limit=limit)
