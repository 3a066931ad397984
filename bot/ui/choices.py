"""What to offer while somebody is still typing."""

from collections.abc import Mapping

from discord.app_commands import Choice

MOST_CHOICES = 25
_NAME_LENGTH = 100


def matching(typed: str, options: Mapping[str, str]) -> list[Choice[str]]:
    """Up to 25 of the options that contain every word that was typed, the nearest first.

    :param options: value to what is shown for it.
    """
    words = typed.casefold().split()
    whole, key = " ".join(words), "-".join(words)
    hits = [value for value in options if all(w in options[value].casefold() or w in value for w in words)]

    def farness(value: str) -> tuple[bool, ...]:
        shown = options[value].casefold()
        return not value.startswith(key), not shown.startswith(whole), key not in value, whole not in shown

    hits.sort(key=farness)
    return [Choice(name=_cut(options[value]), value=value) for value in hits[:MOST_CHOICES]]


def _cut(text: str) -> str:
    return text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1] + "…"
