"""Briefs and recipes: what a person asked for, and everything that decides the picture.

A recipe's code is a string that people can copy::

    squares1.harbour.483920174.v2.1080x1350~Night Train

It names the style and its version, the palette and the seed, followed by variation, size and title
where these differ from the defaults. A recipe has exactly one code, and a code exactly one recipe.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple, Self, TypeVar
from urllib.parse import unquote

from bot.art.drawing.rng import Rng, stream
from bot.art.errors import BadCode, BadSeed, BadTitle, shortened
from bot.art.palette import Palette, find_palette, palettes
from bot.art.recipe_code import CODE, not_a_code, palette_field, palette_from_field, title_field, unwrapped
from bot.art.size import SQUARE, Size
from bot.art.style import Style, Traits, find_style, styles
from bot.art.titles.cleaning import clean_title, title_from
from bot.i18n.text import text

SEEDS = 10**9
VARIATIONS = 100

_T = TypeVar("_T")


class Parts(NamedTuple):
    """What a recipe's fields stand for."""

    style: Style
    traits: Traits
    palette: Palette


@dataclass(frozen=True)
class Recipe:
    """Everything needed to draw one picture, and nothing else. An instance is always valid.

    It is pickled as its code, so that it can be handed to another process.

    :ivar style: id of the style.
    :ivar version: of the style; what a style draws under one version number never changes.
    :ivar palette: name of a palette, or 2 to 8 colours as in ``#0b132b #1c2541``.
    :ivar seed: 0 to 999,999,999; determines the traits of the picture.
    :ivar variation: 0–99; changes the details and keeps the traits.
    :ivar size: in pixels.
    :ivar title: up to 80 characters, as ``clean_title`` returns them.
    :raises ArtError: a subclass of it that describes the first invalid field.
    """

    style: str
    version: int
    palette: str
    seed: int
    variation: int = 0
    size: Size = SQUARE
    title: str = ""

    def __post_init__(self) -> None:
        if find_style(self.style, self.version).id != self.style:
            raise BadCode(not_a_code(self.style))
        if find_palette(self.palette).name != self.palette:
            raise BadCode(not_a_code(self.palette))
        if not 0 <= self.seed < SEEDS:
            raise BadSeed(text("A seed is a number from 0 to {most:,}.", most=SEEDS - 1))
        if not 0 <= self.variation < VARIATIONS:
            raise BadCode(text("A variation is a number from 0 to {most}.", most=VARIATIONS - 1))
        self.size.check()
        if clean_title(self.title) != self.title:
            raise BadTitle(text("That title holds characters that cannot be set."))

    @property
    def code(self) -> str:
        """The whole recipe as a string; ``parse`` is the inverse."""
        return self.short_code + title_field(self.title)

    @property
    def short_code(self) -> str:
        """The code without the title: at most 71 letters, digits and ``.-_=``."""
        fields = [f"{self.style}{self.version}", palette_field(self.palette), str(self.seed)]
        if self.variation:
            fields.append(f"v{self.variation}")
        if self.size != SQUARE:
            fields.append(str(self.size))
        return ".".join(fields)

    @classmethod
    def parse(cls, code: str) -> Self:
        """Return the recipe of a code that is spelt exactly as ``code`` spells it.

        :raises ArtError: for any other string.
        """
        match = CODE.fullmatch(code)
        if match is None:
            raise BadCode(not_a_code(shortened(code, 60)))
        recipe = cls(
            match["style"],
            int(match["version"]),
            palette_from_field(match["palette"]),
            int(match["seed"]),
            int(match["variation"] or 0),
            SQUARE if match["width"] is None else Size(int(match["width"]), int(match["height"])),
            unquote(match["title"] or ""),
        )
        if recipe.code != code:
            # Two spellings of one recipe would count as two different pictures.
            raise BadCode(text("That is not quite a recipe code. Did you mean {code}", code=recipe.code))
        return recipe

    @classmethod
    def from_pasted(cls, pasted: str, *, size: str | None = None, title: str | None = None) -> Self:
        """Return the recipe of a code as people type and paste it, with quotation marks around it or
        in capitals.

        :param size: replaces the recipe's own, as for ``Size.parse``.
        :param title: replaces the recipe's own; an empty string removes it.
        :raises ArtError: if this is not a code.
        """
        short, separator, own_title = unwrapped(pasted).partition("~")
        # Phones capitalise the first letter; capitals have a meaning only in custom colours.
        short = short if "=" in short else short.casefold()
        recipe = cls.parse(short + separator + own_title)
        return replace(
            recipe,
            size=Size.parse(size) if size else recipe.size,
            title=recipe.title if title is None else title_from(title),
        )

    def brief(self) -> "Brief":
        """Return the brief that asks for this style, palette, seed, size and title."""
        return Brief(self.style, self.palette, self.seed, self.size, self.title)

    @cached_property
    def parts(self) -> Parts:
        """The style, the traits that it draws from the seed, and the palette."""
        style = find_style(self.style, self.version)
        return Parts(style, style.draw_traits(self.seed), find_palette(self.palette))

    def detail_rng(self) -> Rng:
        """Return the random stream that the details of this picture are drawn from."""
        return stream("details", self.style, self.seed, self.variation)

    def __str__(self) -> str:
        return self.code

    def __reduce__(self) -> tuple[Callable[[str], Self], tuple[str]]:
        return type(self).parse, (self.code,)


@dataclass(frozen=True)
class Brief:
    """What a person asked for; chance decides whatever is None."""

    style: str | None = None
    palette: str | None = None
    seed: int | None = None
    size: Size = SQUARE
    title: str = ""

    @classmethod
    def from_options(
        cls,
        *,
        style: str | None = None,
        palette: str | None = None,
        seed: str | int | None = None,
        size: str | None = None,
        title: str | None = None,
    ) -> Self:
        """Return the brief for options as a person typed them.

        :raises ArtError: a subclass of it that says which option is invalid, and what would be valid.
        """
        return cls(
            find_style(style).id if style else None,
            find_palette(palette).name if palette else None,
            None if seed is None else seed_of(seed),
            Size.parse(size) if size else SQUARE,
            title_from(title or ""),
        )

    def resolve(self, rng: Rng) -> Recipe:
        """Return a recipe that has all of this brief, and the rest by chance.

        If the brief has a seed, the seed alone determines the rest.

        :raises ArtError: if a style or palette is not known.
        """
        seed = int(rng.randint(SEEDS)) if self.seed is None else self.seed
        if self.seed is None:
            by_chance = _one_of(list(styles()), rng), _one_of(list(palettes()), rng)
        else:
            by_chance = _option_of(seed, styles()), _option_of(seed, palettes())
        style = find_style(self.style or by_chance[0])
        palette = self.palette or by_chance[1]
        return Recipe(style.id, style.version, palette, seed, size=self.size, title=self.title)


def seed_of(words: str | int) -> int:
    """Return the seed that a word or number stands for; it never changes.

    Numbers below a thousand million stand for themselves. Anything else, in any script, is hashed,
    ignoring capitals and surrounding space, which phones add by themselves.

    :raises BadSeed: if it is empty.
    """
    word = unicodedata.normalize("NFC", str(words)).strip().casefold()
    if not word:
        raise BadSeed(text("A seed is any word or number, and this one is empty."))
    if re.fullmatch(r"[0-9]{1,12}", word) and int(word) < SEEDS:
        return int(word)
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % SEEDS


def _one_of(options: Sequence[_T], rng: Rng) -> _T:
    return options[int(rng.randint(len(options)))]


def _option_of(seed: int, options: Iterable[str]) -> str:
    """Return the option that belongs to a seed (rendezvous hashing, Thaler and Ravishankar 1998).

    When an option is added, it takes over its share of the seeds and all other seeds keep theirs, so
    that the same word gives the same picture in most cases even then.
    """
    return max(options, key=lambda o: blake2b(f"{seed}\x1f{o}".encode(), digest_size=8).digest())
