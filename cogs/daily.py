"""``/daily``: today's picture, the same for everybody in the server, posted by itself where wished."""

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import discord
from aiohttp import ClientError
from discord import app_commands
from discord.ext import commands, tasks
from discord.utils import format_dt, utcnow

from bot.art.recipe import Brief, Recipe
from bot.art.render import draw_png
from bot.errors import Outcome, UserError
from bot.i18n.catalogues import language
from bot.i18n.text import Language, localise, text
from bot.interactions.attachments import limit_of, picture
from bot.interactions.client import ArtBot, Interaction, language_of, requester_of
from bot.interactions.delivery import post, say
from bot.interactions.progress import in_line
from bot.interactions.retry import retry_on_disconnect
from bot.rendering import Requester
from bot.store import Artwork, Daily
from bot.studio.daily import (
    DEFAULT_HOUR,
    DEFAULT_TIMEZONE,
    QUARTER,
    day_in,
    is_due,
    next_post,
    picture_of,
    timezone_named,
    timezones,
)
from bot.ui.autocomplete import matching
from bot.ui.card import Card

_DAY = datetime.min.replace(tzinfo=UTC)
_QUARTERS = [(_DAY + QUARTER * i).timetz() for i in range(timedelta(days=1) // QUARTER)]

log = logging.getLogger(__name__)


class NotTaken(UserError):
    """A picture of the day that Discord does not take, for the operator to read about."""

    outcome = Outcome.UNPOSTED


class NotAllowed(NotTaken):
    """One that may not be posted there, and so will not be the next time either."""


class PictureOfTheDay(commands.Cog):
    """One picture a day."""

    def __init__(self, bot: ArtBot) -> None:
        self.bot = bot

    async def cog_unload(self) -> None:
        self.look.cancel()

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
        settings = stop or not (channel is None and hour is None and timezone is None)
        async with self.bot.answering(interaction, private=settings):
            await interaction.response.defer(ephemeral=settings, thinking=True)
            if not settings:
                await self._show(interaction)
            elif stop:
                await self._stop(interaction)
            else:
                await self._set(interaction, channel, hour, timezone)

    @daily.autocomplete("timezone")
    async def _timezones(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return matching("_".join(typed.split()), {name: name for name in timezones().values()})

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Comes again whenever the connection does."""
        try:
            wanted = bool(await self.bot.store.dailies())
        except Exception:  # the boundary: what is raised from here leaves everybody without
            log.exception("Could not look whether anybody wants a picture of the day")
            wanted = True
        if wanted and not self.look.is_running():
            self.look.start()

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server that the bot has left is forgotten."""
        try:
            await self.bot.store.stop_daily(guild.id)
        except UserError as error:
            log.warning("Server %d was left, and could not be forgotten: %s", guild.id, error)

    async def _show(self, interaction: Interaction) -> None:
        server, now = interaction.guild_id, utcnow()
        day = day_in(None if server is None else await self.bot.store.daily(server), now)
        recipe, spoken = picture_of(server, day), language_of(interaction)
        png = await in_line(interaction, self.bot.studio.paint(requester_of(interaction), draw_png, recipe))
        artwork = Artwork(self._me, recipe, png, now)
        await post(interaction, artwork, lambda file: self._card(recipe, day, spoken, file.name), kept=False)

    async def _set(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None,
        hour: int | None,
        timezone: str | None,
    ) -> None:
        server = _managed(interaction)
        before = await self.bot.store.daily(server)
        where = channel.id if channel else before.channel if before else interaction.channel_id or 0
        self._check_allowed(interaction, where)
        daily = Daily(
            server,
            where,
            hour if hour is not None else before.hour if before else DEFAULT_HOUR,
            timezone_named(timezone) if timezone else before.timezone if before else DEFAULT_TIMEZONE,
            before.posted_on if before else None,
        )
        await self.bot.store.set_daily(daily)
        if not self.look.is_running():
            self.look.start()
        await say(
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
        stopped = await self.bot.store.stop_daily(_managed(interaction))
        await say(
            interaction,
            text("The picture of the day is no longer posted here.")
            if stopped
            else text("The picture of the day is not posted here. To have it, name a channel and an hour."),
        )

    def _check_allowed(self, interaction: Interaction, where: int) -> None:
        guild = interaction.guild
        room = guild.get_channel(where) if guild is not None else None
        if guild is None or guild.me is None or not isinstance(room, discord.TextChannel):
            raise UserError(text("I can post only in text channels of servers that I am a member of."))
        allowed = room.permissions_for(guild.me)
        if not (allowed.view_channel and allowed.send_messages and allowed.attach_files):
            raise UserError(
                text(
                    "I may not post in {channel}: I need View Channel, Send Messages and Attach Files there.",
                    channel=room.mention,
                )
            )

    @tasks.loop(time=_QUARTERS)
    async def look(self) -> None:
        """Posts what is due. Whatever goes wrong with one server is no matter of the others."""
        try:
            dailies = await self.bot.store.dailies()
        except UserError as error:
            log.warning("Could not look whose picture of the day is due: %s", error)
            return
        except Exception:  # the boundary: what is raised from here ends the loop
            log.exception("Could not look whose picture of the day is due")
            return
        for daily in dailies:
            if self.bot.ending:
                return
            try:
                if is_due(daily, utcnow()):
                    with self.bot.under_way():
                        await self._post_once(daily.server)
            except Exception:  # the boundary again
                log.exception("Server %d: no picture of the day", daily.server)

    async def _post_once(self, server: int) -> None:
        try:
            # Other servers came before, which may have taken minutes.
            daily = await self.bot.store.daily(server)
            if daily is None or not is_due(daily, utcnow()):
                return
            day = day_in(daily, utcnow())
            # Claimed before it is posted: a bot that dies in between leaves a day out, rather than
            # posting it twice.
            if not await self.bot.store.claim_daily(server, day):
                return
            try:
                with self.bot.traced("daily post"):
                    await self._post(daily, day)
            except NotAllowed as refusal:
                log.warning("Server %d: may not post the picture of the day: %s", server, refusal)
                if self.bot.get_guild(server) is None:
                    # It was left while the bot was away.
                    await self.bot.store.stop_daily(server)
            except UserError as error:
                log.warning("Server %d: will try its picture of the day again: %s", server, error)
                await self.bot.store.release_daily(server, day)
        except UserError as error:
            log.warning("Server %d: no picture of the day: %s", server, error)

    async def _post(self, daily: Daily, day: date) -> None:
        room = self.bot.get_partial_messageable(daily.channel, guild_id=daily.server)
        guild = self.bot.get_guild(daily.server)
        spoken = language(str(guild.preferred_locale) if guild else "en-US")
        recipe = picture_of(daily.server, day)
        requester = Requester(self._me, daily.server)
        file = await self.bot.studio.file(requester, recipe.code, limit=limit_of(guild))
        await self._still_wanted(daily)
        # For a few minutes Discord takes a nonce only once: a post that is repeated after a dropped
        # connection is no second one.
        try:
            await retry_on_disconnect(
                lambda: room.send(
                    view=self._card(recipe, day, spoken, file.name),
                    file=picture(file, recipe.code, spoken),
                    nonce=f"daily-{daily.server % 10**10}-{day.toordinal()}",
                )
            )
        except (discord.Forbidden, discord.NotFound) as refusal:
            raise NotAllowed(str(refusal)) from refusal
        except (discord.HTTPException, ClientError, OSError) as refusal:
            raise NotTaken(str(refusal)) from refusal

    async def _still_wanted(self, daily: Daily) -> None:
        """Drawing may have had to wait in line.

        :raises NotTaken: if it was moved or stopped meanwhile.
        """
        now = await self.bot.store.daily(daily.server)
        if now is None or replace(now, posted_on=daily.posted_on) != daily:
            raise NotTaken("it was moved or stopped meanwhile")

    def _card(self, recipe: Recipe, day: date, spoken: Language, file: str) -> Card:
        noon = datetime.combine(day, time(12), utcnow().tzinfo)
        note = text("Picture of the day, {day}", day=format_dt(noon, "D"))
        return Card(self._me, recipe, Brief(), spoken, file=file, note=localise(note, spoken))

    @property
    def _me(self) -> int:
        return self.bot.user.id if self.bot.user else 0


def _managed(interaction: Interaction) -> int:
    """The server, if this person manages it."""
    if interaction.guild_id is None:
        raise UserError(text("That is for servers. Here, /daily by itself shows today's picture."))
    if not interaction.permissions.manage_guild:
        raise UserError(
            text("Only people who can manage this server can change that. /daily by itself shows today's.")
        )
    return interaction.guild_id


async def setup(bot: ArtBot) -> None:
    await bot.add_cog(PictureOfTheDay(bot))
