"""``/daily``: today's picture, the same for everybody in a server; posted daily if a manager sets it up."""

import logging
from datetime import UTC, date, datetime, time, timedelta

import discord
from aiohttp import ClientError
from discord import app_commands
from discord.ext import commands, tasks
from discord.utils import format_dt, utcnow

from bot.art.describe import alt_text
from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.errors import UserError
from bot.i18n.catalogues import language
from bot.i18n.text import Language, localise, text
from bot.interactions.actions import Requested
from bot.interactions.attachments import upload_file, upload_limit_in
from bot.interactions.boundary import Reply, answering
from bot.interactions.client import ArtBot
from bot.interactions.context import Interaction, language_of, requester_of
from bot.interactions.delivery import post_picture, show_text
from bot.interactions.progress import with_progress
from bot.interactions.retry import retry_on_disconnect
from bot.rendering import Requester
from bot.studio import Artwork, DailySchedule
from bot.studio.daily import (
    DEFAULT_HOUR,
    DEFAULT_TIMEZONE,
    QUARTER_HOUR,
    NotPosted,
    PostForbidden,
    daily_recipe,
    is_due,
    next_post,
    timezones,
)
from bot.ui.autocomplete import matching
from bot.ui.card import Card

_MIDNIGHT = datetime.min.replace(tzinfo=UTC)
_QUARTERS = [(_MIDNIGHT + QUARTER_HOUR * i).timetz() for i in range(timedelta(days=1) // QUARTER_HOUR)]

log = logging.getLogger(__name__)


class PictureOfTheDay(commands.Cog):
    """One picture a day."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    async def cog_unload(self) -> None:
        self.post_all_due.cancel()

    @app_commands.command(description="Today's picture, the same for everybody in this server.")
    @app_commands.describe(
        channel="For managers of the server: where to post it every day",
        hour="For managers of the server: when, from 0 to 23",
        timezone="For managers of the server: in which time zone, such as Europe/Berlin",
        stop="For managers of the server: stop posting it",
    )
    async def daily(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        hour: app_commands.Range[int, 0, 23] | None = None,
        timezone: str | None = None,
        stop: bool = False,
    ) -> None:
        changes_schedule = stop or not (channel is None and hour is None and timezone is None)
        async with answering(interaction, Reply.new(ephemeral=changes_schedule)):
            if not changes_schedule:
                await self._show(interaction)
            elif stop:
                await self._stop(interaction)
            else:
                await self._schedule(interaction, channel, hour, timezone)

    @daily.autocomplete("timezone")
    async def _timezones(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return matching("_".join(typed.split()), {name: name for name in timezones().values()})

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the posting loop if any server wants it. Called again after every reconnection."""
        try:
            needed = bool(await self.bot.studio.daily.all())
        except Exception:  # if in doubt, start the loop
            log.exception("Could not check whether any server has a picture of the day")
            needed = True
        if needed and not self.post_all_due.is_running():
            self.post_all_due.start()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        try:
            await self.bot.studio.daily.stop(guild.id)
        except UserError as error:
            log.warning("The bot left server %d, but its settings could not be removed: %s", guild.id, error)

    async def _show(self, interaction: Interaction) -> None:
        now, language = utcnow(), language_of(interaction)
        day, recipe = await self.bot.studio.daily.today(interaction.guild_id, now)
        drawing = self.bot.studio.run(requester_of(interaction), draw_png, recipe)
        png = await with_progress(interaction, drawing)
        await post_picture(
            interaction,
            Artwork(self._bot_id, recipe, png, now),
            lambda file: self._card(recipe, day, language, file.name),
            saved=False,
        )

    async def _schedule(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None,
        hour: int | None,
        timezone: str | None,
    ) -> None:
        server = _managed_server(interaction)
        before = await self.bot.studio.daily.get(server) or DailySchedule(
            server, interaction.channel_id or 0, DEFAULT_HOUR, DEFAULT_TIMEZONE
        )
        where = channel.id if channel else before.channel
        _check_permissions(interaction, where)
        daily = await self.bot.studio.daily.change(before, channel=where, hour=hour, timezone=timezone)
        if not self.post_all_due.is_running():
            self.post_all_due.start()
        await show_text(
            interaction,
            text(
                "The picture of the day goes to {channel} at {hour} o'clock ({timezone}), next {when}. "
                "/daily with stop ends it.",
                channel=f"<#{daily.channel}>",
                hour=daily.hour,
                timezone=daily.timezone,
                when=format_dt(next_post(daily, utcnow()), "R"),
            ),
        )

    async def _stop(self, interaction: Interaction) -> None:
        stopped = await self.bot.studio.daily.stop(_managed_server(interaction))
        await show_text(
            interaction,
            text("The picture of the day is no longer posted here.")
            if stopped
            else text("The picture of the day is not posted here. To have it, name a channel and an hour."),
        )

    @tasks.loop(time=_QUARTERS)
    async def post_all_due(self) -> None:
        """Post every picture that is due. A failure in one server does not affect the others."""
        try:
            dailies = await self.bot.studio.daily.all()
        except UserError as error:
            log.warning("Could not check which pictures of the day are due: %s", error)
            return
        except Exception:  # raising would end the loop
            log.exception("Could not check which pictures of the day are due")
            return
        for daily in dailies:
            if self.bot.closing:
                return
            try:
                if is_due(daily, utcnow()):
                    with self.bot.in_flight.track():
                        await self._post_if_due(daily.server)
            except Exception:  # raising would end the loop
                log.exception("Server %d: no picture of the day", daily.server)

    async def _post_if_due(self, server: int) -> None:
        try:
            try:
                await self.bot.studio.daily.post_if_due(server, utcnow, self._post)
            except PostForbidden as refusal:
                log.warning("Server %d: not allowed to post the picture of the day: %s", server, refusal)
                if self.bot.get_guild(server) is None:
                    # The bot was removed from the server while it was offline.
                    await self.bot.studio.daily.stop(server)
        except NotPosted as error:
            log.warning("Server %d: will try its picture of the day again: %s", server, error)
        except UserError as error:
            log.warning("Server %d: no picture of the day: %s", server, error)

    async def _post(self, daily: DailySchedule, day: date) -> None:
        with self.bot.traced("daily post"):
            await self._draw_and_post(daily, day)

    async def _draw_and_post(self, daily: DailySchedule, day: date) -> None:
        """Post a picture of the day.

        :raises NotPosted: if Discord refuses it; ``PostForbidden`` if a retry will not help.
        """
        guild = self.bot.get_guild(daily.server)
        server_language = language(str(guild.preferred_locale) if guild else "en-US")
        recipe = daily_recipe(daily.server, day)
        file = await self.bot.studio.library.draw_file(
            Requester(self._bot_id, daily.server), recipe, limit=upload_limit_in(guild)
        )
        await self.bot.studio.daily.check_unchanged(daily)
        channel = self.bot.get_partial_messageable(daily.channel, guild_id=daily.server)
        # Within a few minutes Discord posts only one message per nonce, so a post that is repeated after a
        # dropped connection does not appear twice. A nonce has at most 25 characters.
        try:
            await retry_on_disconnect(
                lambda: channel.send(
                    view=self._card(recipe, day, server_language, file.name),
                    file=upload_file(file.data, file.name, alt_text(recipe, server_language)),
                    nonce=f"daily-{daily.server % 10**10}-{day.toordinal()}",
                )
            )
        except (discord.Forbidden, discord.NotFound) as refusal:
            raise PostForbidden(str(refusal)) from refusal
        except (discord.HTTPException, ClientError, OSError) as refusal:
            raise NotPosted(str(refusal)) from refusal

    def _card(self, recipe: Recipe, day: date, language: Language, file: str) -> Card:
        noon = datetime.combine(day, time(12), utcnow().tzinfo)
        note = localise(text("Picture of the day, {day}", day=format_dt(noon, "D")), language)
        return Card(self._bot_id, recipe, Requested.NOTHING, language, file=file, note=note)

    @property
    def _bot_id(self) -> int:
        return self.bot.user.id if self.bot.user else 0


def _managed_server(interaction: Interaction) -> int:
    """Return the server, if this person manages it.

    :raises UserError: if they do not, or there is none.
    """
    if interaction.guild_id is None:
        raise UserError(text("That is for servers. Here, /daily by itself shows today's picture."))
    if not interaction.permissions.manage_guild:
        raise UserError(
            text("Only people who can manage this server can change that. /daily by itself shows today's.")
        )
    return interaction.guild_id


def _check_permissions(interaction: Interaction, channel_id: int) -> None:
    """Check that the bot may post pictures in a channel.

    :raises UserError: if it may not.
    """
    guild = interaction.guild
    channel = guild.get_channel(channel_id) if guild is not None else None
    if guild is None or guild.me is None or not isinstance(channel, discord.TextChannel):
        raise UserError(text("I can post only in text channels of servers that I am a member of."))
    allowed = channel.permissions_for(guild.me)
    if not (allowed.view_channel and allowed.send_messages and allowed.attach_files):
        raise UserError(
            text(
                "I may not post in {channel}: I need View Channel, Send Messages and Attach Files there.",
                channel=channel.mention,
            )
        )


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(PictureOfTheDay(bot))
