"""Archives for download: a zip of somebody's pictures and of the list of their recipes."""

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
from bot.art.files.export import CannotFit, Format, convert_png
from bot.art.recipe import Recipe
from bot.art.render import draw_png
from bot.i18n.text import text

LIST_NAME = "recipes.json"
# Bytes that a zip takes for a file beside its content and twice its name.
_HEADERS = 30 + 46
# The space for the list is measured with every file name in it. With some names missing it may compress
# a little worse.
_SLACK = 1.05

log = logging.getLogger(__name__)


class ArchiveEntry(NamedTuple):
    """One picture to pack.

    :ivar code: of its recipe, which this version may no longer be able to draw.
    :ivar extra: further facts about it for the list.
    """

    code: str
    made_at: datetime
    extra: Mapping[str, object] | None = None


@dataclass(frozen=True)
class _File:
    name: str
    data: bytes
    made_at: datetime


def archive(entries: Sequence[ArchiveEntry], limit: int, seconds: float = 8.0) -> tuple[bytes, int]:
    """Return a zip with the list of all entries and as many pictures as fit and can be drawn in time.

    ``recipes.json`` has for each entry its code, when it was made, its file in this zip or null, and
    the extra facts. A recipe that can no longer be drawn has no file in any part. Pictures are PNGs,
    except for one that exceeds the limit by itself. Worker processes run this.

    :param entries: in the order in which to pack them.
    :param limit: the most bytes that the zip may have.
    :param seconds: after which drawing stops; the first picture is always drawn.
    :returns: the zip, and the number of entries that are done, at which the next part begins. At least
        one is done, if there are any.
    :raises CannotFit: if not even the list fits.
    """
    started = time.perf_counter()
    names = _names([entry.code for entry in entries])
    space = limit - int(len(_zip(entries, dict(enumerate(names)), [])) * _SLACK)
    if space < 0:
        raise CannotFit(text("That is more than fits into one file here."))
    files: dict[int, _File] = {}
    done = 0
    for index, (entry, name) in enumerate(zip(entries, names, strict=True)):
        if index and time.perf_counter() - started > seconds:
            break
        room = space - _HEADERS - 2 * len(name)
        file = _draw(entry, name, None if index else room)
        if file is not None and len(file.data) > room:
            break
        if file is not None:
            files[index] = file
            space = room - len(file.data)
        done = index + 1
    return _zip(entries, {index: file.name for index, file in files.items()}, list(files.values())), done


def _draw(entry: ArchiveEntry, name: str, limit: int | None) -> _File | None:
    """Draw the picture of an entry, compromising if it exceeds a limit; None if that is impossible."""
    try:
        png = draw_png(Recipe.parse(entry.code))
        if limit is None or len(png) <= limit:
            return _File(name, png, entry.made_at)
        smaller = convert_png(png, entry.code, Format.PNG, limit)
        return _File(f"{name.removesuffix('.png')}.{smaller.format}", smaller.data, entry.made_at)
    except ArtError:
        return None
    except Exception:
        # A style that fails must not cost its owner the other pictures.
        # Only the style is logged: the rest of a code is private.
        log.exception("An archive lacks a picture in the style %s", entry.code.partition(".")[0])
        return None


def _names(codes: Sequence[str]) -> list[str]:
    """Return a file name for each code, all different even to file systems that ignore case."""
    seen: Counter[str] = Counter()
    names = []
    for code in codes:
        stem = file_name(code).removesuffix(".png")
        seen[stem.casefold()] += 1
        number = seen[stem.casefold()]
        # No other name has two hyphens in a row.
        names.append(f"{stem}--{number}.png" if number > 1 else f"{stem}.png")
    return names


def _zip(entries: Sequence[ArchiveEntry], names: Mapping[int, str], files: Sequence[_File]) -> bytes:
    """Return a zip of the files and the list.

    :param names: of the files of the entries that have one, by the entry's index.
    """
    recipes = [
        {
            "code": entry.code,
            "made": entry.made_at.isoformat(),
            "file": names.get(index),
            **(entry.extra or {}),
        }
        for index, entry in enumerate(entries)
    ]
    buffer = BytesIO()
    with ZipFile(buffer, "w") as zip_file:
        # PNG and WebP are compressed already.
        for file in files:
            zip_file.writestr(_zip_info(file.name, file.made_at), file.data, ZIP_STORED)
        listed = json.dumps(recipes, ensure_ascii=False, indent=1)
        latest = max((entry.made_at for entry in entries), default=datetime(1980, 1, 1))  # noqa: DTZ001  # a zip knows no zones
        zip_file.writestr(_zip_info(LIST_NAME, latest), listed, ZIP_DEFLATED)
    return buffer.getvalue()


def _zip_info(name: str, made_at: datetime) -> ZipInfo:
    """Return a zip entry with the picture's date instead of today's, so that the bytes are reproducible.

    The dates of the format begin in 1980.
    """
    info = ZipInfo(name, max(made_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
    info.external_attr = 0o644 << 16
    return info
