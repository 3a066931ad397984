"""The use cases, with no word of Discord: make a picture, find the last one again."""

import logging
from datetime import UTC, datetime

from bot.art.recipe import Brief, Recipe
from bot.art.rng import Rng
from bot.errors import PoliteError
from bot.rendering import Renderer
from bot.store import Artwork, Kept, Lost, Store, StoreError
from bot.turns import Turns

log = logging.getLogger(__name__)


class NothingYet(PoliteError):
    """Somebody asked for their last picture before they had one."""


class TooLarge(PoliteError):
    """A picture with more bytes than may be posted."""


class Studio:
    """The only road from a wish to something kept."""

    def __init__(self, renderer: Renderer, store: Store, turns: Turns, rng: Rng) -> None:
        self._renderer = renderer
        self._store = store
        self._turns = turns
        self._rng = rng

    async def create(
        self, owner: int, wish: Brief | Recipe, *, limit: int, parent: Recipe | None = None
    ) -> Artwork:
        """Draws a picture and keeps it as its owner's last.

        :param wish: a brief, whose gaps chance fills in, or exactly this recipe.
        :param limit: the most bytes that its file may have, as it could not be posted otherwise.
        :param parent: the recipe of the picture it is made from.
        :raises PoliteError: if it is not this person's turn, or the picture cannot be drawn or
            kept; then their last picture is still the one before.
        """
        with self._turns.take(owner):
            recipe = wish.resolve(self._rng) if isinstance(wish, Brief) else wish
            png = await self._renderer.draw(recipe)
            if len(png) > limit:
                raise TooLarge(
                    f"At {recipe.size} that picture has {len(png) / 2**20:.1f} MiB, and {limit / 2**20:.0f} "
                    "fit in here. Please ask for a smaller size."
                )
            artwork = Artwork(owner, recipe, png, datetime.now(UTC), parent)
            await self._store.save(artwork)
            return artwork

    async def recall(self, owner: int) -> Kept:
        """The last picture made for this person, anywhere.

        :raises NothingYet: if there is none.
        """
        kept = await self._store.last(owner)
        if kept is None:
            raise NothingYet("You have no picture yet. Type /genart and I'll draw you one.")
        return await self._redrawn(owner, kept) if isinstance(kept, Lost) else kept

    async def _redrawn(self, owner: int, lost: Lost) -> Kept:
        png = await self._renderer.draw(Recipe.parse(lost.code))
        try:
            await self._store.mend_last(owner, lost.code, png)
        except StoreError as error:
            log.warning(
                "A last picture was drawn again, but could not be stored: %s", error.__cause__ or error
            )
        return Kept(lost.code, png, lost.made_at, lost.parent)
