"""Make a picture: resolve what was asked for, draw it, save it."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from bot.art.drawing.rng import Rng
from bot.art.recipe import Brief, Recipe
from bot.art.render import encode, render
from bot.errors import UserError
from bot.i18n.text import text
from bot.observability.tracing import Span, note_saved, note_style, span
from bot.rendering import Cancelled, Renderer, Requester
from bot.store import Artwork, PostedIn, SaveFailed, Store
from bot.studio.cooldown import Cooldowns
from bot.studio.daily import DailyPosts
from bot.studio.library import Library

T = TypeVar("T")

# At the same time; each may be 8 MiB.
MAX_UPLOADS = 16

log = logging.getLogger(__name__)


class UploadsBusy(UserError):
    """A picture was sent in while too many others are still being inspected."""


@dataclass(frozen=True)
class Created:
    """A picture that was made.

    :ivar saved: whether it was saved as its owner's last.
    """

    artwork: Artwork
    saved: bool


class Studio:
    """The only road from a request to a saved picture.

    :ivar cooldowns: who may make a picture now.
    :ivar library: the pictures that were made.
    :ivar daily: the pictures of the day.
    """

    def __init__(self, renderer: Renderer, store: Store, cooldowns: Cooldowns, rng: Rng) -> None:
        self.cooldowns = cooldowns
        self.library = Library(renderer, store)
        self.daily = DailyPosts(store)
        self._renderer = renderer
        self._store = store
        self._rng = rng
        self._inspecting: set[int] = set()
        self._drawing: set[int] = set()

    async def create(
        self,
        requester: Requester,
        request: Brief | Recipe,
        *,
        posted_in: PostedIn | None,
        parent: Recipe | None = None,
        on_drawn: Callable[[], object] = lambda: None,
    ) -> Created:
        """Draw a picture and save it as its owner's last.

        If saving fails, their previous picture remains the last one.

        :param request: a brief, whose rest chance decides, or a complete recipe.
        :param posted_in: where everybody will see it; None if nobody else will.
        :param parent: the recipe of the picture that it is made from.
        :param on_drawn: called when it is drawn, whether or not it can be saved then.
        :raises UserError: if it cannot be drawn, or its owner erased everything meanwhile.
        """
        recipe = self.resolve(request) if isinstance(request, Brief) else request
        note_style(recipe.style)
        person = requester.person
        self._drawing.add(person)
        try:
            png = await self.run(requester, _draw, recipe)
            if person not in self._drawing:
                raise Cancelled
        finally:
            self._drawing.discard(person)
        on_drawn()
        artwork = Artwork(person, recipe, png, datetime.now(UTC), parent, posted_in)
        try:
            await self._store.save(artwork)
            saved = True
        except SaveFailed:
            log.exception("A picture could not be saved")
            saved = False
        note_saved(saved)
        return Created(artwork, saved)

    def resolve(self, brief: Brief) -> Recipe:
        """Let chance decide what a brief leaves open."""
        return brief.resolve(self._rng)

    async def inspect_upload(
        self, requester: Requester, fetch: Callable[[], Awaitable[bytes]], job: Callable[[bytes], T]
    ) -> T:
        """Fetch a file from outside and run a function on it in a worker.

        Files that wait in the queue take up memory, so their number is limited: one a person, 16 in all.

        :raises UploadsBusy: if either limit is reached.
        :raises UserError: what fetching or the function raised.
        """
        person = requester.person
        if person in self._inspecting:
            raise UploadsBusy(text("One at a time: I am still looking at the picture you sent before."))
        if len(self._inspecting) >= MAX_UPLOADS:
            raise UploadsBusy(text("I am looking at many pictures. Please try again in a minute."))
        self._inspecting.add(person)
        try:
            return await self.run(requester, job, await fetch())
        finally:
            self._inspecting.discard(person)

    async def run(self, requester: Requester, job: Callable[..., T], *arguments: object) -> T:
        """Run a function of the engine in a worker process, and return its result.

        :raises UserError: the one that the function raised, or the reason why it could not be run.
        """
        return await self._renderer.run(job, *arguments, requester=requester)

    def queue_position(self, person: int) -> int | None:
        """Return the person's position in the queue, 1 being next; None if they do not wait."""
        return self._renderer.queue_position(person)

    def cancel(self, person: int) -> int:
        """Remove all of a person's jobs from the queue; return how many there were."""
        return self._renderer.cancel(person)

    async def erase(self, person: int) -> None:
        """Erase all that is stored about a person. What is being drawn for them will not be saved."""
        # Drawings are stopped before the data is erased, so none is saved afterwards.
        self._drawing.discard(person)
        self.cancel(person)
        await self._store.erase(person)


def _draw(recipe: Recipe) -> bytes:
    """Return the picture as a PNG file, with the time of encoding measured separately."""
    image = render(recipe)
    with span(Span.ENCODE):
        return encode(image, recipe)
