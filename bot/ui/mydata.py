"""What is stored about somebody, and what they can do with it: take it along, or have it erased."""

import discord
from discord import ui

from bot.i18n.text import Language, Text, localise, plural, text
from bot.interactions.components import Control, button, row
from bot.store import DataSummary

_DANGER = discord.ButtonStyle.danger


class MyData(ui.LayoutView):
    """What is stored, with buttons to export and to erase it."""

    def __init__(self, holdings: DataSummary, language: Language) -> None:
        super().__init__(timeout=None)
        controls = []
        if holdings.pictures or holdings.has_last_picture:
            controls = [
                button("export", 0, label=localise(text("Export"), language), emoji="📦"),
                button(
                    "erase", label=localise(text("Erase everything…"), language), emoji="🗑️", style=_DANGER
                ),
            ]
        self.add_item(_panel(text("Your data"), _told(holdings), controls, language))


class Confirm(ui.LayoutView):
    """Asks once more before everything is erased."""

    def __init__(self, holdings: DataSummary, language: Language) -> None:
        super().__init__(timeout=None)
        words = plural(
            "This erases {count} picture and your last file, for good. "
            "What you posted stays where it is; delete those messages if you want them gone.",
            "This erases {count} pictures and your last file, for good. "
            "What you posted stays where it is; delete those messages if you want them gone.",
            count=holdings.pictures,
        )
        controls = [
            button("erasing", label=localise(text("Erase it all"), language), emoji="🗑️", style=_DANGER),
            button("mydata", label=localise(text("No, leave it"), language), emoji="↩️"),
        ]
        self.add_item(_panel(text("Erase everything?"), words, controls, language))


class Erased(ui.LayoutView):
    """Says that it is done."""

    def __init__(self, language: Language) -> None:
        super().__init__(timeout=None)
        words = text("Nothing about you is stored any more. /genart starts afresh whenever you like.")
        self.add_item(_panel(text("Erased"), words, [], language))


class MoreParts(ui.View):
    """A button for the next part of an export.

    :param after: the id of the last entry that has been exported.
    """

    def __init__(self, after: int, language: Language) -> None:
        super().__init__(timeout=None)
        self.add_item(button("export", after, label=localise(text("Next part"), language), emoji="📦"))


def _told(holdings: DataSummary) -> Text:
    if holdings.oldest is None:
        return text("Nothing is stored about you.")
    pictures = plural("{count} picture", "{count} pictures", count=holdings.pictures)
    return text(
        "Stored with your user id: the recipes of {pictures}, {kept} of them kept, since {day}; when each "
        "was made and where it was posted; and the file of your last one. Nothing else.",
        pictures=pictures,
        kept=holdings.pinned,
        day=discord.utils.format_dt(holdings.oldest, "D"),
    )


def _panel(
    title: Text, words: Text, controls: list[Control], language: Language
) -> ui.Container[ui.LayoutView]:
    rows = [row(*controls)] if controls else []
    return ui.Container(
        ui.TextDisplay(f"### {localise(title, language)}\n{localise(words, language)}"), *rows
    )
