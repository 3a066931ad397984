"""Everything somebody made, to take away: a zip of pictures, and of the recipes they are drawn from."""

import json
import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bot.art.describe import file_name
from bot.art.errors import ArtError
from bot.art.files.export import CannotFit, fitted
from bot.art.render import draw_png
from bot.i18n.text import text

RECIPES = "recipes.json"
# What a zip needs for a file beside its bytes and twice its name.
_HEADERS = 30 + 46
# The list is measured with all names in it, and may pack a little worse with some.
_SLACK = 1.05

log = logging.getLogger(__name__)


class Made(NamedTuple):
    """A recipe's code, when its picture was made, and what else to say of it in the list."""

    code: str
    at: datetime
    more: Mapping[str, object] | None = None


@dataclass(frozen=True)
class _Picture:
    name: str
    data: bytes
    made: datetime


def archive(everything: Sequence[Made], limit: int, seconds: float = 8.0) -> tuple[bytes, int]:
    """A zip with a list of all these recipes and as many of their pictures as have room and time.

    ``recipes.json`` has for each its code, when it was made, its file in this zip, or null, and
    what else there is to say. A code that can no longer be drawn has no file in any part. Files of
    pictures are PNGs, but for one that would not even fit by itself.

    :param everything: the recipes, in the order in which to pack them.
    :param limit: bytes that the zip may have.
    :param seconds: after which no further picture is drawn; the first one always is.
    :returns: the zip, and how many of the recipes are done: the next part begins there. At least one,
        if there are any.
    :raises CannotFit: if there is no room even for the list.
    """
    started = time.perf_counter()
    names = _names([made.code for made in everything])
    room = limit - int(len(_zip(everything, dict(enumerate(names)), [])) * _SLACK)
    if room < 0:
        raise CannotFit(text("That is more than fits into one file here."))
    pictures: dict[int, _Picture] = {}
    done = 0
    for at, (code, made, _) in enumerate(everything):
        if at and time.perf_counter() - started > seconds:
            break
        space = room - _HEADERS - 2 * len(names[at])
        picture = _picture(code, names[at], made, None if at else space)
        if picture is not None and len(picture.data) > space:
            break
        if picture is not None:
            pictures[at] = picture
            room = space - len(picture.data)
        done = at + 1
    files = {at: picture.name for at, picture in pictures.items()}
    return _zip(everything, files, list(pictures.values())), done


def _picture(code: str, name: str, made: datetime, limit: int | None) -> _Picture | None:
    """The picture of a code, made to fit if there is a limit; None if it can no longer be drawn."""
    try:
        png = draw_png(code)
        if limit is None or len(png) <= limit:
            return _Picture(name, png, made)
        file = fitted(png, code, limit=limit)
        return _Picture(f"{name.removesuffix('.png')}.{file.format}", file.data, made)
    except ArtError:
        return None
    except Exception:
        # One picture that its style fails at does not take the others with it.
        # The style alone: what people ask for is in no log.
        log.exception("An archive lacks a picture in the style %s", code.partition(".")[0])
        return None


def _names(codes: Sequence[str]) -> list[str]:
    """A file name for each, all different, also to systems that ignore upper case."""
    seen: Counter[str] = Counter()
    names = []
    for code in codes:
        stem = file_name(code).removesuffix(".png")
        seen[stem.casefold()] += 1
        again = seen[stem.casefold()]
        # Two hyphens, which no other name has.
        names.append(f"{stem}--{again}.png" if again > 1 else f"{stem}.png")
    return names


def _zip(everything: Sequence[Made], files: Mapping[int, str], pictures: Sequence[_Picture]) -> bytes:
    recipes = [
        {"code": made.code, "made": made.at.isoformat(), "file": files.get(at), **(made.more or {})}
        for at, made in enumerate(everything)
    ]
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        # PNG and WebP are packed as it is.
        for picture in pictures:
            file.writestr(_entry(picture.name, picture.made), picture.data, ZIP_STORED)
        listed = json.dumps(recipes, ensure_ascii=False, indent=1)
        latest = max((made.at for made in everything), default=datetime(1980, 1, 1))  # noqa: DTZ001  # a zip knows no zones
        file.writestr(_entry(RECIPES, latest), listed, ZIP_DEFLATED)
    return buffer.getvalue()


def _entry(name: str, made: datetime) -> ZipInfo:
    """Dated as when it was made, so that the same gives the same bytes; zips begin in 1980."""
    entry = ZipInfo(name, max(made.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    entry.external_attr = 0o644 << 16
    return entry
