"""Suggestions while somebody types an option of a command."""

from collections.abc import Mapping

from discord.app_commands import Choice

from bot.art.naming import in_words
from bot.art.palette import palettes
from bot.art.size import SIZES
from bot.art.style import styles
from bot.i18n.text import localise
from bot.interactions.context import Interaction, language_of

MAX_CHOICES = 25
NAME_LENGTH = 100


def matching(typed: str, options: Mapping[str, str]) -> list[Choice[str]]:
    """Return up to 25 options that contain every typed word, the closest first.

    :param options: what is shown for each value.
    """
    # Cut the input: Discord passes on thousands of characters, and each word is searched for in every option.
    words = typed[:NAME_LENGTH].casefold().split()
    whole, key = " ".join(words), "-".join(words)
    hits = [value for value in options if all(w in options[value].casefold() or w in value for w in words)]

    def distance(value: str) -> tuple[bool, ...]:
        shown = options[value].casefold()
        return not value.startswith(key), not shown.startswith(whole), key not in value, whole not in shown

    hits.sort(key=distance)
    return [Choice(name=shorten(options[value]), value=value) for value in hits[:MAX_CHOICES]]


def style_choices(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Suggest styles by name and description, in the person's language."""
    language = language_of(interaction)
    shown = {s.id: f"{localise(s.name, language)}: {localise(s.about, language)}" for s in styles().values()}
    return matching(typed, shown)


def palette_choices(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Suggest palettes by name and colours, in the person's language."""
    language = language_of(interaction)
    return matching(
        typed, {name: f"{name}: {localise(in_words(p), language)}" for name, p in palettes().items()}
    )


def size_choices(typed: str) -> list[Choice[str]]:
    """Suggest the sizes that have a name."""
    return matching(typed, {name: f"{name}, {size}" for name, size in SIZES.items()})


def shorten(words: str, length: int = NAME_LENGTH) -> str:
    """Return the words cut to at most `length` characters."""
    return words if len(words) <= length else words[: length - 1] + "…"
