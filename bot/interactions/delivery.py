"""Gets an answer to people, whatever stands in its way.

Answers are edits of the first, deferred one: an edit can be repeated after a dropped connection
without anything being posted twice. What Discord refuses is tried in another way: a file that is too
large smaller, a picture that may not be posted here in a direct message.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import discord
from aiohttp import ClientError
from discord import ui

from bot.art.files.export import PictureFile
from bot.errors import Outcome, UserError
from bot.i18n.text import Language, Text, localise, text
from bot.interactions.attachments import picture, upload_limit
from bot.interactions.client import Interaction, language_of, requester_of
from bot.interactions.progress import in_line
from bot.interactions.retry import retry_on_disconnect
from bot.observability.tracing import Span, span
from bot.store import Artwork, SaveFailed
from bot.studio import Created

# A file that is refused although it keeps the limit is halved as often as this.
_HALVINGS = 4
_TOO_LARGE = frozenset({413})
_TOO_LARGE_CODES = frozenset({40005, 50045})
_UNKNOWN_MESSAGE = 10008

log = logging.getLogger(__name__)

MakeCard = Callable[[PictureFile], ui.LayoutView]


class Undelivered(UserError):
    """An answer that could neither be posted nor sent."""

    outcome = Outcome.UNPOSTED


class MessageGone(UserError):
    """Somebody has deleted the message in which the answer was to be."""

    outcome = Outcome.UNPOSTED

    def __init__(self) -> None:
        super().__init__(text("The message for my answer was deleted meanwhile."))


class SentDirectly(UserError):
    """A picture that went to the person's direct messages instead, which is where to look."""

    outcome = Outcome.UNPOSTED

    def __init__(self, kept: bool) -> None:
        super().__init__(
            text("I could not post that here, so I sent it to you as a direct message.")
            if kept
            else text(
                "I could not post that here, so I sent it to you as a direct message. "
                "/download will not find it later, so please save it there."
            )
        )


class TooLarge(UserError):
    """A picture that is kept, but could not be made small enough for where it was to be posted.

    :param outcome: that of what came in between.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(
            text(
                "It was too large to post, and I could not make it smaller. "
                "It is kept all the same: /download brings it."
            )
        )
        self.outcome = outcome


async def answer(
    interaction: Interaction, view: ui.LayoutView, files: Callable[[], Sequence[discord.File]] = tuple
) -> None:
    """Shows a view in the place of the deferred answer, or of the message a button stands on.

    :param files: makes its files, afresh for every try.
    :raises Undelivered: if Discord does not take it.
    """
    with _refusals_said():
        await _show(interaction, view, files)


async def _show(
    interaction: Interaction, view: ui.LayoutView, files: Callable[[], Sequence[discord.File]]
) -> None:
    # No content: a notice of somebody's place in line may stand there.
    await _edit(
        lambda: interaction.edit_original_response(content=None, view=view, attachments=list(files()))
    )


async def say(
    interaction: Interaction,
    message: Text | str,
    files: Callable[[], Sequence[discord.File]] = tuple,
    view: ui.View | None = None,
) -> None:
    """Says something in the place of the deferred answer.

    :raises Undelivered: if Discord does not take it.
    """
    words = localise(message, language_of(interaction))
    with _refusals_said():
        await _edit(
            lambda: interaction.edit_original_response(content=words, attachments=list(files()), view=view)
        )


@contextmanager
def _refusals_said() -> Iterator[None]:
    """Where there is no other way to deliver, the person is told that Discord is in it."""
    try:
        yield
    except discord.HTTPException as refusal:
        if not isinstance(refusal, discord.Forbidden) and not _too_large(refusal):
            raise
        log.warning("Discord does not take an answer: %s", refusal)
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


async def deliver(interaction: Interaction, made: Created, card: MakeCard) -> None:
    """Posts an artwork, in the place of the deferred answer or of the message a button stands on.

    :param card: builds its card around the file that is posted.
    :raises Undelivered: if there is no way to get it to the person; /download will.
    :raises TooLarge: if it cannot be made to fit.
    """
    artwork = made.artwork
    try:
        await post(interaction, artwork, card, kept=made.kept)
    except (Exception, asyncio.CancelledError):
        await interaction.client.studio.take_down(
            artwork.owner, artwork.recipe.code, artwork.posted_in.server if artwork.posted_in else None
        )
        raise
    if not made.kept:
        await tell(interaction, SaveFailed().message)


async def post(interaction: Interaction, artwork: Artwork, card: MakeCard, *, kept: bool) -> None:
    """Posts a picture as it is or, if it has to be, made to fit, or sends it directly.

    :param kept: whether it can be had again with /download.
    """
    bot, code, language = interaction.client, artwork.recipe.code, language_of(interaction)
    limit = upload_limit(interaction)
    for _ in range(_HALVINGS):
        try:
            fitting = bot.studio.fit(requester_of(interaction), artwork.png, code, limit=limit)
            file = await in_line(interaction, fitting)
        except UserError as failure:
            if not kept:
                raise
            raise TooLarge(failure.outcome) from failure
        try:
            await _show(interaction, card(file), partial(_files, file, code, language))
            return
        except (MessageGone, ClientError, OSError) as lost:
            log.info("Could not post a picture: %r", lost)
            raise Undelivered(_where_it_is(kept)) from lost
        except discord.HTTPException as refusal:
            if not _too_large(refusal):
                await _send_directly(interaction, refusal, card, file, code, kept=kept)
                return
            log.info("A file of %d bytes was too large for Discord; trying a smaller one", len(file.data))
            limit = len(file.data) // 2
    raise Undelivered(_where_it_is(kept))


def _files(file: PictureFile, code: str, language: Language) -> list[discord.File]:
    return [picture(file, code, language)]


async def tell(interaction: Interaction, message: Text | str) -> None:
    """A private remark beside an answer. One that cannot be made is not worth a failure."""
    try:
        await interaction.followup.send(localise(message, language_of(interaction)), ephemeral=True)
    except (discord.HTTPException, ClientError, OSError) as unheard:
        log.warning("Could not remark on an answer: %s", unheard)


async def _send_directly(
    interaction: Interaction,
    refusal: discord.HTTPException,
    card: MakeCard,
    file: PictureFile,
    code: str,
    *,
    kept: bool,
) -> None:
    language = language_of(interaction)
    log.info("Not allowed to post here (%s); sending it directly", refusal)
    try:
        await interaction.user.send(view=card(file), file=picture(file, code, language))
    except (discord.HTTPException, ClientError, OSError) as error:
        log.warning("Could not send it directly either: %s", error)
        raise Undelivered(_where_it_is(kept)) from refusal
    raise SentDirectly(kept) from refusal


def _where_it_is(kept: bool) -> Text:
    if kept:
        return text("I could not post that here. It is kept all the same: /download brings it.")
    return text("I could not post that here, nor keep it. Please try again elsewhere.")


def _too_large(refusal: discord.HTTPException) -> bool:
    return refusal.status in _TOO_LARGE or refusal.code in _TOO_LARGE_CODES
