"""Sheets: several pictures on one, for chats. Each function returns a PNG file; workers run them."""

from bot.art.sheets.choices import gallery_sheet, variations_sheet
from bot.art.sheets.palettes import palette_poster, swatch_sheet
from bot.art.sheets.styles import style_example, style_poster, styles_sheet

__all__ = [
    "gallery_sheet",
    "palette_poster",
    "style_example",
    "style_poster",
    "styles_sheet",
    "swatch_sheet",
    "variations_sheet",
]
