"""Run functions of the engine in the renderer, and note the time they take."""

import time
from collections.abc import Callable
from typing import TypeVar

from bot.art.recipe import Recipe
from bot.art.render import encode, render
from bot.observability.tracing import Span, took
from bot.rendering import Renderer, Requester, Timing

T = TypeVar("T")


async def run_job(renderer: Renderer, requester: Requester, job: Callable[..., T], *arguments: object) -> T:
    """Return what a function of the engine returns, run away from the event loop.

    :raises UserError: the one that the function raised, or the reason why it could not be run.
    """
    return await renderer.run(job, *arguments, requester=requester, on_end=_note_times)


async def draw(renderer: Renderer, requester: Requester, recipe: Recipe) -> bytes:
    """Return a picture as a PNG file, with the times of drawing and encoding noted apart.

    :raises UserError: if it cannot be drawn.
    """
    timings: list[Timing] = []
    encoding = 0.0
    try:
        png, encoding = await renderer.run(_draw_timed, recipe, requester=requester, on_end=timings.append)
    finally:
        for timing in timings:
            _note_times(timing, encoding)
    return png


def _note_times(timing: Timing, encoding: float = 0.0) -> None:
    took(Span.QUEUE, timing.waited)
    took(Span.RENDER, timing.ran - encoding)
    if encoding:
        took(Span.ENCODE, encoding)


def _draw_timed(recipe: Recipe) -> tuple[bytes, float]:
    """Return the picture as a PNG file, and the seconds that encoding took."""
    image = render(recipe)
    begun = time.perf_counter()
    return encode(image, recipe), time.perf_counter() - begun
