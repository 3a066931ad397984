"""Briefs and recipes: what a person asked for, and what then was decided.

A recipe is everything needed to draw one picture, and its code is a string that people can copy::

    squares1.harbour.483920174.v2.1080x1350~Night Train

that is style and its version, palette, seed, and, where they are not the usual ones, variation,
size and title. A code says exactly one recipe and a recipe has exactly one code.
"""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Self, TypeVar
from urllib.parse import unquote

from bot.art.drawing.rng import Rng, stream
from bot.art.errors import BadCode, BadSeed, BadTitle, shortened
from bot.art.palette import Palette, find_palette, palettes
from bot.art.size import SQUARE, Size
from bot.art.style import Style, Traits, find_style, styles
from bot.i18n.text import Text, text

SEEDS = 10**9
VARIATIONS = 100
TITLE_LENGTH = 80

_CODE = re.compile(
    r"(?P<style>[a-z]+)(?P<version>[1-9][0-9]?)"
    r"\.(?P<palette>[a-z0-9-]+|=[A-Za-z0-9_-]+)"
    r"\.(?P<seed>[0-9]{1,9})"
    r"(?:\.v(?P<variation>[1-9][0-9]?))?"
    r"(?:\.(?P<width>[0-9]{2,4})x(?P<height>[0-9]{2,4}))?"
    r"(?:~(?P<title>.+))?",
    re.DOTALL,
)
_STOPS = " \t\n.,;:"
_MARKS = _STOPS + "`\"'“”‘’<>"
_QUOTES = {"`": "`", '"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "’": "’", "<": ">"}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Recipe:
    """Everything needed to draw one picture, and nothing else. Valid from the start.

    :ivar style: id of the style.
    :ivar version: of the style; what it draws under that number never changes.
    :ivar palette: name of a palette, or 2 to 8 colours as in ``#0b132b #1c2541``.
    :ivar seed: 0 up to 999,999,999; decides the picture's character.
    :ivar variation: 0–99; re-rolls the details and keeps the character.
    :ivar size: in pixels.
    :ivar title: up to 80 characters, as ``clean_title`` leaves them.
    :raises ArtError: a subclass of it for the first field that cannot be.
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
            raise BadCode(_not_a_code(self.style))
        if find_palette(self.palette).name != self.palette:
            raise BadCode(_not_a_code(self.palette))
        if not 0 <= self.seed < SEEDS:
            raise BadSeed(text("A seed is a number from 0 to {most:,}.", most=SEEDS - 1))
        if not 0 <= self.variation < VARIATIONS:
            raise BadCode(text("A variation is a number from 0 to {most}.", most=VARIATIONS - 1))
        self.size.check()
        if clean_title(self.title) != self.title:
            raise BadTitle(text("That title holds characters that cannot be set."))

    @property
    def code(self) -> str:
        """The whole recipe as a string; ``parse`` is its inverse."""
        title = re.sub(r"[%`]", lambda m: f"%{ord(m[0]):02X}", self.title)
        return self.short_code + (f"~{title}" if title else "")

    @property
    def short_code(self) -> str:
        """The code without the title: at most 71 letters, digits and ``.-_=``."""
        parts = [f"{self.style}{self.version}", _palette_code(self.palette), str(self.seed)]
        if self.variation:
            parts.append(f"v{self.variation}")
        if self.size != SQUARE:
            parts.append(str(self.size))
        return ".".join(parts)

    @classmethod
    def read(cls, words: str, *, size: str | None = None, title: str | None = None) -> Self:
        """The recipe of a code as people type and paste it, if they like in another size or with
        another title.

        :raises ArtError: if there is no code in it.
        """
        short, mark, own_title = _bare(words).partition("~")
        # Capitals come from phones; only colours of one's own are spelt with any.
        short = short if "=" in short else short.casefold()
        recipe = cls.parse(short + mark + own_title)
        return replace(
            recipe,
            size=Size.parse(size) if size else recipe.size,
            title=recipe.title if title is None else title_from(title),
        )

    @classmethod
    def parse(cls, code: str) -> Self:
        """The recipe of a code.

        :raises ArtError: for every string that is no recipe's code.
        """
        match = _CODE.fullmatch(code)
        if match is None:
            raise BadCode(_not_a_code(shortened(code, 60)))
        size = SQUARE if match["width"] is None else Size(int(match["width"]), int(match["height"]))
        recipe = cls(
            match["style"],
            int(match["version"]),
            _palette_from_code(match["palette"]),
            int(match["seed"]),
            int(match["variation"] or 0),
            size,
            unquote(match["title"] or ""),
        )
        if recipe.code != code:
            # Two spellings of one recipe would make two of one picture.
            raise BadCode(text("That is not quite a recipe code. Did you mean {code}", code=recipe.code))
        return recipe

    def brief(self) -> "Brief":
        """The wish for a picture just like this, down to the seed."""
        return Brief(self.style, self.palette, self.seed, self.size, self.title)

    def decide(self) -> tuple[Style, Traits, Palette]:
        """The style, the traits that the seed decides for it, and the palette."""
        style = find_style(self.style, self.version)
        return style, style.draw_traits(self.seed), find_palette(self.palette)

    def details(self) -> Rng:
        """The random stream of this picture's details."""
        return stream("details", self.style, self.seed, self.variation)

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class Brief:
    """What a person asked for; whatever is None is left to chance."""

    style: str | None = None
    palette: str | None = None
    seed: int | None = None
    size: Size = SQUARE
    title: str = ""

    @classmethod
    def ask(
        cls,
        *,
        style: str | None = None,
        palette: str | None = None,
        seed: str | int | None = None,
        size: str | None = None,
        title: str | None = None,
    ) -> Self:
        """A brief from a person's own words.

        :raises ArtError: a subclass of it that says which word, and what could stand there.
        """
        return cls(
            find_style(style).id if style else None,
            find_palette(palette).name if palette else None,
            None if seed is None else seed_of(seed),
            Size.parse(size) if size else SQUARE,
            title_from(title or ""),
        )

    def resolve(self, rng: Rng) -> Recipe:
        """Lets chance decide the rest; a seed that was asked for decides it for ever.

        :raises ArtError: if a style or palette is not known.
        """
        seed = int(rng.randint(SEEDS)) if self.seed is None else self.seed
        if self.seed is None:
            by_chance = _one_of(list(styles()), rng), _one_of(list(palettes()), rng)
        else:
            by_chance = _belonging(seed, styles()), _belonging(seed, palettes())
        style = find_style(self.style or by_chance[0])
        palette = self.palette or by_chance[1]
        return Recipe(style.id, style.version, palette, seed, size=self.size, title=self.title)


def seed_of(words: str | int) -> int:
    """The seed that a word or number stands for, the same for ever.

    Numbers below a thousand million stand for themselves. Anything else, in any script, is
    hashed; upper case and surrounding space make no difference, since phones add them unasked.

    :raises BadSeed: if there is nothing in it.
    """
    word = unicodedata.normalize("NFC", str(words)).strip().casefold()
    if not word:
        raise BadSeed(text("A seed is any word or number, and this one is empty."))
    if re.fullmatch(r"[0-9]{1,12}", word) and int(word) < SEEDS:
        return int(word)
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % SEEDS


def title_from(words: str) -> str:
    """The title in somebody's own words: clean, and none if nothing of it could be seen.

    :raises BadTitle: if it is too long.
    """
    title = clean_title(words)
    return "" if all(c == " " or _is_invisible(c) for c in title) else title


def clean_title(words: str) -> str:
    """The title on one line, composed (NFC), without anything invisible that would do harm.

    Joiners stay, since emoji and several scripts are spelt with them; directional overrides go.

    :raises BadTitle: if more than 80 characters are left.
    """
    kept = (c for c in unicodedata.normalize("NFC", words) if not _harmful(c))
    title = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    if len(title) > TITLE_LENGTH:
        raise BadTitle(
            text(
                "A title has room for {most} characters, and this one has {number:,}.",
                most=TITLE_LENGTH,
                number=len(title),
            )
        )
    return title


def _harmful(character: str) -> bool:
    return _is_invisible(character) and not (
        character in "\u200c\u200d" or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and not character.isspace()


def _one_of(options: Sequence[_T], rng: Rng) -> _T:
    return options[int(rng.randint(len(options)))]


def _belonging(seed: int, options: Iterable[str]) -> str:
    """The option that belongs to a seed (rendezvous hashing, Thaler and Ravishankar 1998).

    The same word is to give the same picture, as far as can be also after options were added: each
    new one takes only its share of the seeds.
    """
    return max(options, key=lambda o: blake2b(f"{seed}\x1f{o}".encode(), digest_size=8).digest())


def _bare(words: str) -> str:
    """A code without what people paste around it.

    A title may end in the same marks: it loses only those whose counterparts stand before the code.
    """
    if "~" not in words:
        return words.strip(_MARKS)
    code = words.lstrip(_MARKS)
    for opening in words[: len(words) - len(code)]:
        quoted = code.rstrip(_STOPS)
        if quoted[-1] == _QUOTES.get(opening):
            code = quoted[:-1]
    # A backtick of its own would be spelt %60.
    return code.strip(" \t\n`")


def _not_a_code(word: str) -> Text:
    return text(
        "“{word}” is not a recipe code. One is made of style, palette and seed, such as squares1.harbour.7.",
        word=word,
    )


def _palette_code(name: str) -> str:
    if not name.startswith("#"):
        return name
    return "=" + urlsafe_b64encode(bytes.fromhex(name.replace("#", ""))).decode().rstrip("=")


def _palette_from_code(field: str) -> str:
    if not field.startswith("="):
        return field
    try:
        raw = urlsafe_b64decode(field[1:] + "=" * (-len(field[1:]) % 4))
    except (Base64Error, ValueError) as error:
        raise BadCode(_not_a_code(field)) from error
    return " ".join(f"#{raw[i : i + 3].hex()}" for i in range(0, len(raw), 3))
