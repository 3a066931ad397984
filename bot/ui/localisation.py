"""What slash commands are called, in every language.

Discord shows names and descriptions in the language of whoever types. It gets them all at once with the
commands, and refuses the lot for a single one that it does not allow; so such a one stays English.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType

import regex
from discord import Locale
from discord.app_commands import ContextMenu, TranslationContextTypes, Translator, locale_str
from discord.app_commands import TranslationContextLocation as Place

from bot.i18n.catalogues import translation

COMMAND_NAME, OPTION_NAME, MENU_NAME = "command name", "option name", "menu name"
DESCRIPTION, CHOICE = "description", "choice"

_CONTEXTS: Mapping[Place, str] = MappingProxyType(
    {
        Place.command_name: COMMAND_NAME,
        Place.group_name: COMMAND_NAME,
        Place.parameter_name: OPTION_NAME,
        Place.command_description: DESCRIPTION,
        Place.group_description: DESCRIPTION,
        Place.parameter_description: DESCRIPTION,
        Place.choice_name: CHOICE,
    }
)
_LENGTHS: Mapping[str, int] = MappingProxyType(
    {COMMAND_NAME: 32, OPTION_NAME: 32, MENU_NAME: 32, DESCRIPTION: 100, CHOICE: 100}
)
_NAME = regex.compile(r"[-_'\p{L}\p{M}\p{N}]+")

log = logging.getLogger(__name__)


class CatalogueTranslator(Translator):
    """Finds the words of a command in the catalogues, each under its context."""

    async def translate(
        self, string: locale_str, locale: Locale, context: TranslationContextTypes
    ) -> str | None:
        language = translation(locale.value)
        part = MENU_NAME if isinstance(context.data, ContextMenu) else _CONTEXTS.get(context.location)
        words = language.of_command(string.message, part) if language and part else None
        if words is None or part is None:
            return None
        if not allowed(words, part):
            log.warning("Left out “%s”, which Discord allows for no %s (%s)", words, part, locale.value)
            return None
        return words


def allowed(words: str, part: str) -> bool:
    """Whether Discord takes these words for this part of a command, one of the contexts above."""
    if not 1 <= len(words) <= _LENGTHS[part]:
        return False
    if part in (COMMAND_NAME, OPTION_NAME):
        return words == words.lower() and _NAME.fullmatch(words) is not None
    return True
