"""Get an answer to people, by another way if Discord refuses the first.

Answers are edits of the deferred response: an edit can be repeated after a dropped connection without posting
anything twice. A file that is too large is tried again smaller; a picture that may not be posted here is sent
as a direct message.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import discord
from aiohttp import ClientError
from discord import ui

from bot.art.describe import alt_text
from bot.art.files.export import PictureFile
from bot.errors import UserError
from bot.i18n.text import Text, localise, text
from bot.interactions.attachments import upload_file, upload_limit
from bot.interactions.context import Interaction, language_of, requester_of
from bot.interactions.errors import MessageGone, SentDirectly, TooLarge, Undelivered
from bot.interactions.progress import with_progress
from bot.interactions.retry import retry_on_disconnect
from bot.observability.tracing import Span, span
from bot.studio import Artwork, Created, SaveFailed

# How many times to upload a file that Discord refuses although it is within the stated limit. Each try has
# half the bytes of the one before.
_UPLOAD_TRIES = 4
_TOO_LARGE_STATUS = frozenset({413})
_TOO_LARGE_CODES = frozenset({40005, 50045})
_UNKNOWN_MESSAGE = 10008

log = logging.getLogger(__name__)

MakeCard = Callable[[PictureFile], ui.LayoutView]
MakeFile = Callable[[], discord.File]


async def show_view(interaction: Interaction, view: ui.LayoutView, file: MakeFile | None = None) -> None:
    """Show a view in the place of the deferred response, or of the message that the control stands on.

    :param file: makes the file that goes with it, anew for every try.
    :raises Undelivered: if Discord does not take it.
    """
    with _refusals_explained():
        await _show(interaction, view, file)


async def _show(interaction: Interaction, view: ui.LayoutView, file: MakeFile | None) -> None:
    # content=None clears a queue notice that may still be there.
    await _edit(
        lambda: interaction.edit_original_response(content=None, view=view, attachments=_attachments(file))
    )


async def show_text(
    interaction: Interaction,
    message: Text | str,
    file: MakeFile | None = None,
    view: ui.View | None = None,
) -> None:
    """Show a plain message in the place of the deferred response.

    :raises Undelivered: if Discord does not take it.
    """
    words = localise(message, language_of(interaction))
    with _refusals_explained():
        await _edit(
            lambda: interaction.edit_original_response(
                content=words, attachments=_attachments(file), view=view
            )
        )


async def send_remark(interaction: Interaction, message: Text | str) -> None:
    """Send an ephemeral remark beside an answer. If that fails, the answer still stands."""
    try:
        await interaction.followup.send(localise(message, language_of(interaction)), ephemeral=True)
    except (discord.HTTPException, ClientError, OSError) as error:
        log.warning("Could not send a remark on an answer: %s", error)


async def deliver(interaction: Interaction, created: Created, card: MakeCard) -> None:
    """Post a picture that was just made. It was saved as posted; if posting fails, that is taken back.

    :param card: builds the card around the file that is posted.
    :raises Undelivered: if it cannot be delivered. If it was saved, /download can still fetch it.
    :raises SentDirectly: if it was sent as a direct message instead.
    :raises TooLarge: if it cannot be made small enough.
    """
    try:
        await post_picture(interaction, created.artwork, card, saved=created.saved)
    except (Exception, asyncio.CancelledError):
        where = created.artwork.posted_in
        await interaction.client.studio.library.mark_unposted(
            created.artwork.owner, created.artwork.recipe.code, where.server if where else None
        )
        raise
    if not created.saved:
        await send_remark(interaction, SaveFailed().message)


async def post_picture(interaction: Interaction, artwork: Artwork, card: MakeCard, *, saved: bool) -> None:
    """Show a picture in the place of the deferred response, or of the message that the control stands on.

    It is posted as it is, or made to fit, or sent as a direct message.

    :param saved: whether /download will find it.
    :raises Undelivered, SentDirectly, TooLarge: as for ``deliver``.
    """
    library, recipe = interaction.client.studio.library, artwork.recipe
    limit = upload_limit(interaction)
    description = alt_text(recipe, language_of(interaction))
    for _ in range(_UPLOAD_TRIES):
        try:
            converting = library.convert(requester_of(interaction), artwork.png, recipe.code, limit=limit)
            file = await with_progress(interaction, converting)
        except UserError as failure:
            if not saved:
                raise
            raise TooLarge(failure.outcome) from failure

        def upload(file: PictureFile = file) -> discord.File:
            return upload_file(file.data, file.name, description)

        try:
            await _show(interaction, card(file), upload)
            return
        except (MessageGone, ClientError, OSError) as error:
            log.info("Could not post a picture: %r", error)
            raise _undelivered(saved=saved) from error
        except discord.HTTPException as refusal:
            if not _too_large(refusal):
                raise await _send_directly(
                    interaction, refusal, card(file), upload(), saved=saved
                ) from refusal
            log.info("A file of %d bytes was too large for Discord; trying a smaller one", len(file.data))
            limit = len(file.data) // 2
    raise _undelivered(saved=saved)


async def _send_directly(
    interaction: Interaction,
    refusal: discord.HTTPException,
    card: ui.LayoutView,
    file: discord.File,
    *,
    saved: bool,
) -> UserError:
    """Send a picture as a direct message; return the error that says where it is now."""
    log.info("Not allowed to post here (%s); sending it as a direct message", refusal)
    try:
        await interaction.user.send(view=card, file=file)
    except (discord.HTTPException, ClientError, OSError) as error:
        log.warning("Could not send it as a direct message either: %s", error)
        return _undelivered(saved=saved)
    return SentDirectly(saved=saved)


def _undelivered(*, saved: bool) -> Undelivered:
    if saved:
        return Undelivered(text("I could not post that here. It is kept all the same: /download brings it."))
    return Undelivered(text("I could not post that here, nor keep it. Please try again elsewhere."))


@contextmanager
def _refusals_explained() -> Iterator[None]:
    """Turn a refusal into an error that people can read, where there is no other way to deliver."""
    try:
        yield
    except discord.HTTPException as refusal:
        if not isinstance(refusal, discord.Forbidden) and not _too_large(refusal):
            raise
        log.warning("Discord refused an answer: %s", refusal)
        words = text("Discord did not let me post that here. Please try it in a direct message with me.")
        raise Undelivered(words) from refusal


async def _edit(edit: Callable[[], Awaitable[object]]) -> None:
    with span(Span.SEND):
        try:
            await retry_on_disconnect(edit)
        except discord.NotFound as missing:
            if missing.code == _UNKNOWN_MESSAGE:
                raise MessageGone from missing
            raise


def _attachments(file: MakeFile | None) -> list[discord.File]:
    return [] if file is None else [file()]


def _too_large(refusal: discord.HTTPException) -> bool:
    return refusal.status in _TOO_LARGE_STATUS or refusal.code in _TOO_LARGE_CODES
