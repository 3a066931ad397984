"""What is stored about a person, with buttons to export and to erase it."""

import discord
from discord import ui

from bot.i18n.text import Language, Text, localise, plural, text
from bot.interactions.actions import AskToErase, Erase, Export, ShowData
from bot.interactions.components import Control, button, row
from bot.studio import DataSummary

_DANGER = discord.ButtonStyle.danger


class MyData(ui.LayoutView):
    """What is stored."""

    def __init__(self, summary: DataSummary, language: Language) -> None:
        super().__init__(timeout=None)
        controls = []
        if summary.pictures or summary.has_last_picture:
            controls = [
                button(Export(0), text("Export"), language, emoji="📦"),
                button(AskToErase(), text("Erase everything…"), language, emoji="🗑️", style=_DANGER),
            ]
        self.add_item(_panel(text("Your data"), _summary(summary), controls, language))


class EraseQuestion(ui.LayoutView):
    """The question before everything is erased."""

    def __init__(self, summary: DataSummary, language: Language) -> None:
        super().__init__(timeout=None)
        words = plural(
            "This erases {count} picture and your last file, for good. "
            "What you posted stays where it is; delete those messages if you want them gone.",
            "This erases {count} pictures and your last file, for good. "
            "What you posted stays where it is; delete those messages if you want them gone.",
            count=summary.pictures,
        )
        controls = [
            button(Erase(), text("Erase it all"), language, emoji="🗑️", style=_DANGER),
            button(ShowData(), text("No, leave it"), language, emoji="↩️"),
        ]
        self.add_item(_panel(text("Erase everything?"), words, controls, language))


class Erased(ui.LayoutView):
    """The confirmation that everything is erased."""

    def __init__(self, language: Language) -> None:
        super().__init__(timeout=None)
        words = text("Nothing about you is stored any more. /genart starts afresh whenever you like.")
        self.add_item(_panel(text("Erased"), words, [], language))


class NextPart(ui.View):
    """A button for the next part of an export.

    :param after: the id of the last entry in the part before.
    """

    def __init__(self, after: int, language: Language) -> None:
        super().__init__(timeout=None)
        self.add_item(button(Export(after), text("Next part"), language, emoji="📦"))


def _summary(summary: DataSummary) -> Text:
    if summary.oldest is None:
        return text("Nothing is stored about you.")
    pictures = plural("{count} picture", "{count} pictures", count=summary.pictures)
    return text(
        "Stored with your user id: the recipes of {pictures}, {kept} of them kept, since {day}; when each "
        "was made and where it was posted; and the file of your last one. Nothing else.",
        pictures=pictures,
        kept=summary.pinned,
        day=discord.utils.format_dt(summary.oldest, "D"),
    )


def _panel(
    title: Text, words: Text, controls: list[Control], language: Language
) -> ui.Container[ui.LayoutView]:
    rows = [row(*controls)] if controls else []
    return ui.Container(
        ui.TextDisplay(f"### {localise(title, language)}\n{localise(words, language)}"), *rows
    )
