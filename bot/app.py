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

    :param renderer: used in the place of a pool of workers.
    :param store: used in the place of the database.
    """
    if renderer is None:
        renderer = PoolRenderer(
            settings.render_workers,
            settings.render_timeout,
            memory=settings.render_memory,
            initializer=partial(set_up_logging, settings.log_level, settings.log_format, settings.secrets()),
        )
    if store is None:
        store = DatabaseStore(
            settings.database(), remembered=settings.recent_pictures, kept=settings.kept_pictures
        )
    studio = Studio(renderer, store, Cooldowns(settings.cooldown), fresh_rng())
    return ArtBot(settings, renderer, store, studio)
