"""The names and descriptions of slash commands in every language.

Discord gets all languages with the commands, and shows each person theirs. One name that it
does not allow makes it refuse every command, so such a name stays English.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType

import regex
from discord import Locale
from discord.app_commands import ContextMenu, TranslationContextTypes, Translator, locale_str
from discord.app_commands import TranslationContextLocation as Location

from bot.i18n.catalogues import translation

COMMAND_NAME, OPTION_NAME, MENU_NAME = "command name", "option name", "menu name"
DESCRIPTION, CHOICE = "description", "choice"

_CONTEXTS: Mapping[Location, str] = MappingProxyType(
    {
        Location.command_name: COMMAND_NAME,
        Location.group_name: COMMAND_NAME,
        Location.parameter_name: OPTION_NAME,
        Location.command_description: DESCRIPTION,
        Location.group_description: DESCRIPTION,
        Location.parameter_description: DESCRIPTION,
        Location.choice_name: CHOICE,
    }
)
_LENGTHS: Mapping[str, int] = MappingProxyType(
    {COMMAND_NAME: 32, OPTION_NAME: 32, MENU_NAME: 32, DESCRIPTION: 100, CHOICE: 100}
)
_NAME = regex.compile(r"[-_'\p{L}\p{M}\p{N}]+")

log = logging.getLogger(__name__)


class CatalogueTranslator(Translator):
    """Translate the words of a command with the catalogues."""

    async def translate(
        self, string: locale_str, locale: Locale, context: TranslationContextTypes
    ) -> str | None:
        language = translation(locale.value)
        part = MENU_NAME if isinstance(context.data, ContextMenu) else _CONTEXTS.get(context.location)
        words = language.of_command(string.message, part) if language and part else None
        if words is None or part is None:
            return None
        if not allowed(words, part):
            log.warning(
                "Ignored the translation “%s” (%s): Discord does not allow it as a %s",
                words,
                locale.value,
                part,
            )
            return None
        return words


def allowed(words: str, part: str) -> bool:
    """Return whether Discord takes these words as this part of a command."""
    if not 1 <= len(words) <= _LENGTHS[part]:
        return False
    if part in (COMMAND_NAME, OPTION_NAME):
        return words == words.lower() and _NAME.fullmatch(words) is not None
    return True
