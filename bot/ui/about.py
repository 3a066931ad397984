"""What the bot is, in a few lines."""

from discord import ui

from bot.art.palette import palettes
from bot.art.style import styles
from bot.i18n.text import Language, localise, text
from bot.interactions.actions import ShowData, ShowPalettes, ShowStyles
from bot.interactions.components import button, row


class About(ui.LayoutView):
    """What it does, what there is to try, and what it stores."""

    def __init__(self, version: str, language: Language) -> None:
        super().__init__(timeout=None)
        lines = (
            text(
                "I draw pictures with programs: {styles} styles, {palettes} palettes, no AI model. "
                "The code below a picture draws it again, for ever.",
                styles=len(styles()),
                palettes=len(palettes()),
            ),
            text("/genart draws one. /download brings your last one back. /gallery has those before it."),
            text("/styles and /palettes show what there is. /daily is the picture of the day."),
            text("/mydata shows, exports or erases what I remember of you."),
        )
        words = "\n".join(localise(line, language) for line in lines)
        version_line = localise(text("Version {version}", version=version), language)
        buttons = row(
            button(ShowStyles(), text("All styles"), language, emoji="🖼️"),
            button(ShowPalettes(0, "b"), text("All palettes"), language, emoji="🎨"),
            button(ShowData(), text("Your data"), language, emoji="🔒"),
        )
        self.add_item(
            ui.Container(
                ui.TextDisplay(f"### genart\n{words}"), ui.TextDisplay(f"-# {version_line}"), buttons
            )
        )
