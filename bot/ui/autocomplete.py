"""What to offer while somebody is still typing."""

from collections.abc import Mapping

from discord.app_commands import Choice

from bot.art.naming import in_words
from bot.art.palette import palettes
from bot.art.size import SIZES
from bot.art.style import styles
from bot.i18n.text import localise
from bot.interactions.client import Interaction, language_of

MOST_CHOICES = 25
NAME_LENGTH = 100


def matching(typed: str, options: Mapping[str, str]) -> list[Choice[str]]:
    """Up to 25 of the options that contain every word that was typed, the nearest first.

    :param options: value to what is shown for it.
    """
    # Discord takes thousands of characters, and each word is looked for in every option.
    words = typed[:NAME_LENGTH].casefold().split()
    whole, key = " ".join(words), "-".join(words)
    hits = [value for value in options if all(w in options[value].casefold() or w in value for w in words)]

    def farness(value: str) -> tuple[bool, ...]:
        shown = options[value].casefold()
        return not value.startswith(key), not shown.startswith(whole), key not in value, whole not in shown

    hits.sort(key=farness)
    return [Choice(name=cut(options[value]), value=value) for value in hits[:MOST_CHOICES]]


def style_choices(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Styles by name and by what they are, in the person's language."""
    language = language_of(interaction)
    shown = {s.id: f"{localise(s.name, language)}: {localise(s.about, language)}" for s in styles().values()}
    return matching(typed, shown)


def palette_choices(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Palettes by name and by their colours, in the person's language."""
    language = language_of(interaction)
    return matching(
        typed, {name: f"{name}: {localise(in_words(p), language)}" for name, p in palettes().items()}
    )


def size_choices(typed: str) -> list[Choice[str]]:
    """The sizes that have a name."""
    return matching(typed, {name: f"{name}, {size}" for name, size in SIZES.items()})


def cut(words: str, most: int = NAME_LENGTH) -> str:
    """Words of at most so many characters."""
    return words if len(words) <= most else words[: most - 1] + "…"
