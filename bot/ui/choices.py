"""What to offer while somebody is still typing."""

from collections.abc import Mapping

from discord.app_commands import Choice

MOST_CHOICES = 25
_NAME_LENGTH = 100


def matching(typed: str, options: Mapping[str, str]) -> list[Choice[str]]:
    """Up to 25 of the options that contain what was typed, those that begin with it first.

    :param options: value to what is shown for it.
    """
    word = " ".join(typed.casefold().split())
    key = word.replace(" ", "-")
    hits = [value for value in options if key in value or word in options[value].casefold()]
    hits.sort(key=lambda value: (not value.startswith(key), not options[value].casefold().startswith(word)))
    return [Choice(name=_cut(options[value]), value=value) for value in hits[:MOST_CHOICES]]


def _cut(text: str) -> str:
    return text if len(text) <= _NAME_LENGTH else text[: _NAME_LENGTH - 1] + "…"
