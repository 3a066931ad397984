"""The composition root: from settings to services to the bot. Nothing happens at import."""

from functools import partial

from bot.art.drawing.rng import fresh_rng
from bot.interactions.client import ArtBot
from bot.observability.logging import set_up_logging
from bot.rendering import PoolRenderer, Renderer
from bot.settings import Settings
from bot.store import DatabaseStore, Store
from bot.studio import Studio
from bot.studio.cooldown import Cooldowns


def create_bot(settings: Settings, *, renderer: Renderer | None = None, store: Store | None = None) -> ArtBot:
    """Return a bot that is ready to start, with the services that these settings describe.

    :param renderer: used in the place of ``create_renderer``'s.
    :param store: used in the place of ``create_store``'s.
    """
    renderer = renderer or create_renderer(settings)
    store = store or create_store(settings)
    studio = Studio(renderer, store, Cooldowns(settings.cooldown), fresh_rng())
    return ArtBot(settings, renderer, store, studio)


def create_renderer(settings: Settings) -> PoolRenderer:
    """Return a pool of workers that log as the bot does."""
    return PoolRenderer(
        settings.render_workers,
        settings.render_timeout,
        memory=settings.render_memory,
        initializer=partial(set_up_logging, settings.log_level, settings.log_format, settings.secrets()),
    )


def create_store(settings: Settings) -> DatabaseStore:
    """Return a store in the database of these settings."""
    return DatabaseStore(
        settings.database(), max_recent=settings.recent_pictures, max_pinned=settings.kept_pictures
    )
