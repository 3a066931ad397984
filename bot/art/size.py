"""Sizes of pictures, and the names that some of them have."""

import re
from types import MappingProxyType
from typing import NamedTuple, Self

from bot.art.errors import BadSize
from bot.i18n.text import Listed, text

# The shortest and the longest side, in pixels.
LEAST, MOST = 64, 4096
# The longer side may be this many times the shorter one.
LONGEST_RATIO = 4


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    def check(self) -> Self:
        """Return the size itself if pictures may have it.

        :raises BadSize: if a side is shorter than 64 or longer than 4096 pixels, or more than four times
            the other.
        """
        if not all(LEAST <= side <= MOST for side in self):
            raise BadSize(
                text(
                    "A picture's sides are {least} to {most} pixels long, and this is {size}.",
                    least=LEAST,
                    most=MOST,
                    size=str(self),
                )
            )
        if max(self) > LONGEST_RATIO * min(self):
            raise BadSize(
                text(
                    "{size} is too long and thin: a side may be up to {times} times the other.",
                    size=str(self),
                    times=LONGEST_RATIO,
                )
            )
        return self

    @classmethod
    def parse(cls, words: str) -> "Size":
        """Return the size that ``1920x1080`` or a name stands for.

        :raises BadSize: for anything else.
        """
        word = words.strip().casefold()
        if word in SIZES:
            return SIZES[word]
        match = re.fullmatch(r"([0-9]{1,5})\s?[x×]\s?([0-9]{1,5})", word)
        if match is None:
            raise BadSize(
                text(
                    "“{word}” is not a size. Write 1920x1080, or one of {names}.",
                    word=words.strip()[:40],
                    names=Listed(tuple(SIZES), ","),
                )
            )
        return cls(int(match[1]), int(match[2])).check()


SQUARE = Size(1000, 1000)
SIZES = MappingProxyType(
    {
        "square": SQUARE,
        "portrait": Size(1080, 1350),
        "landscape": Size(1350, 1080),
        "phone": Size(1080, 2340),
        "desktop": Size(2560, 1440),
        "banner": Size(1500, 500),
        "avatar": Size(512, 512),
        "print": Size(2896, 4096),
    }
)
