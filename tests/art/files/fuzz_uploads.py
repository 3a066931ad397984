"""Hostile uploads: files of all of Pillow's own formats, damaged in every way that comes to mind.

``python -m tests.art.fuzz_uploads --files 200000 --seed 1`` sends each through both functions for
uploads. The work is done in a child process, so that a crash or a hang ends only that, and counts.
File number n of a seed is the same in every run: ``--first n --files 1`` repeats it.
"""

import multiprocessing
import sys
import time
import warnings
import zlib
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from PIL import Image

from bot.art.drawing.rng import Rng, stream
from bot.art.errors import NoRecipe
from bot.art.files.export import Format, draw_file
from bot.art.files.upload import BadUpload, palette_in_upload, recipe_in_upload
from bot.art.palette import find_palette
from bot.art.recipe import Recipe
from tests.pictures import png_of

SLOWEST = 5.0
FILES_PER_CHILD = 5000
_CODES = ("squares1.harbour.7.96x64", "bauhaus1.night-train.3.64x64~Ж & <b>", "truchet1.celadon.9.80x80")
_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)


@dataclass
class Report:
    """What became of the files.

    :ivar outcomes: by function and outcome.
    :ivar failures: number of the file, and what went wrong.
    :ivar slowest: seconds, and number of the file.
    :ivar memory: peak of a child, in MiB.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[int, str]] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)
    memory: int = 0


@cache
def corpus() -> Sequence[bytes]:
    """Sound files: ours, and pictures of several kinds in every format that Pillow writes."""
    Image.init()
    files = [png_of(code) for code in _CODES]
    files += [draw_file(Recipe.parse(code), Format.WEBP, 10**6).data for code in _CODES]
    for image in _images():
        for format in sorted(Image.SAVE):
            for options in _OPTIONS.get(format, ({},)):
                file = BytesIO()
                try:
                    image.save(file, format, **options)
                except (OSError, ValueError, KeyError, TypeError, AttributeError):
                    continue  # not every format takes every mode, and some only have a name
                files.append(file.getvalue())
    return [f for f in files if 0 < len(f) < 100_000]


_OPTIONS: dict[str, Sequence[dict[str, object]]] = {
    "JPEG": (
        {"quality": 80},
        {"progressive": True},
        {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0", "dpi": (72, 72)},
    ),
    "WEBP": ({"lossless": True}, {"quality": 60}, {"xmp": b"<x/>", "exif": b"Exif\0\0"}),
    "PNG": ({}, {"icc_profile": b"profile"}, {"dpi": (72, 72), "transparency": 0}),
    "TIFF": ({}, {"compression": "tiff_lzw"}),
}
# Whatever is looked at gets more than its share.
_LOOKED_AT = (b"\x89PNG", b"\xff\xd8", b"RIFF", b"GIF8")


def _images() -> list[Image.Image]:
    down, across = np.mgrid[0:48, 0:64].astype(np.uint8)
    colour = Image.fromarray(np.stack([across * 4, down * 5, across ^ down], axis=2))
    noise = Image.fromarray(stream("fuzz").randint(0, 256, (40, 30, 4)).astype(np.uint8))
    modes = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16")
    converted = []
    for mode in modes:
        try:
            converted.append(colour.convert("L" if mode == "I;16" else "RGB").convert(mode))
        except ValueError:
            continue
    return [*converted, noise, Image.new("RGB", (1, 1), "teal"), Image.new("L", (700, 500), 90)]


def hostile(seed: int, number: int) -> bytes:
    """File `number` of that seed."""
    rng = stream("hostile upload", seed, number)
    data = bytearray(_one(rng))
    if rng.random_sample() < 0.02:
        return bytes(data)
    for _ in range(int(rng.geometric(0.6))):
        damage = _DAMAGES[int(rng.randint(len(_DAMAGES)))]
        data = damage(data or bytearray(b"\0"), rng)
    return bytes(data)


def _one(rng: Rng) -> bytes:
    files = corpus()
    looked_at = [f for f in files if f.startswith(_LOOKED_AT)]
    ours = files[: 2 * len(_CODES)]
    draw = rng.random_sample()
    among = ours if draw < 0.3 else looked_at if draw < 0.75 else files
    return among[int(rng.randint(len(among)))]


def _place(data: bytearray, rng: Rng) -> int:
    """Anywhere, and every second time near the beginning, where headers are."""
    reach = min(len(data), 64) if rng.random_sample() < 0.5 else len(data)
    return int(rng.randint(reach))


def _flip(data: bytearray, rng: Rng) -> bytearray:
    for _ in range(1 + int(rng.randint(8))):
        data[_place(data, rng)] ^= 1 << int(rng.randint(8))
    return data


def _bytes(data: bytearray, rng: Rng) -> bytearray:
    at = _place(data, rng)
    data[at : at + 1 + int(rng.randint(8))] = rng.bytes(int(rng.randint(12)))
    return data


def _length(data: bytearray, rng: Rng) -> bytearray:
    """A number that says too much, where one may stand."""
    at, size = _place(data, rng), (1, 2, 3, 4)[int(rng.randint(4))]
    number = _NUMBERS[int(rng.randint(len(_NUMBERS)))] % 256**size
    data[at : at + size] = number.to_bytes(size, "big" if rng.random_sample() < 0.5 else "little")
    return data


def _cut(data: bytearray, rng: Rng) -> bytearray:
    return data[: _place(data, rng)]


def _hole(data: bytearray, rng: Rng) -> bytearray:
    at = _place(data, rng)
    del data[at : at + 1 + int(rng.randint(200))]
    return data


def _again(data: bytearray, rng: Rng) -> bytearray:
    """A piece, such as a chunk, stands there several times."""
    at = _place(data, rng)
    piece = data[at : at + 1 + int(rng.randint(400))]
    return data[:at] + piece * (2 + int(rng.randint(20))) + data[at:]


def _splice(data: bytearray, rng: Rng) -> bytearray:
    other = bytearray(_one(rng))
    return data[: _place(data, rng)] + other[_place(other, rng) :]


def _appended(data: bytearray, rng: Rng) -> bytearray:
    return data + (rng.bytes(int(rng.randint(500))) if rng.random_sample() < 0.5 else _one(rng))


def _chunks(data: bytearray, rng: Rng) -> bytearray:
    """PNG only: chunks dropped, doubled, swapped or changed, with check sums that are right."""
    if not data.startswith(b"\x89PNG"):
        return _flip(data, rng)
    chunks, at = [], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        chunks.append(bytes(data[at + 4 : at + 8 + length]))
        at += 12 + length
    if not chunks:
        return data
    one, two = (int(rng.randint(len(chunks))) for _ in range(2))
    match int(rng.randint(4)):
        case 0:
            del chunks[one]
        case 1:
            chunks.insert(one, chunks[two])
        case 2:
            chunks[one], chunks[two] = chunks[two], chunks[one]
        case _:
            chunks[one] = chunks[one][:4] + bytes(_flip(bytearray(chunks[one][4:] or b"\0"), rng))
    packed = (len(c[4:]).to_bytes(4, "big") + c + zlib.crc32(c).to_bytes(4, "big") for c in chunks)
    return data[:8] + b"".join(packed)


_DAMAGES = (_flip, _flip, _bytes, _length, _length, _cut, _hole, _again, _splice, _appended, _chunks, _chunks)


def try_out(data: bytes) -> list[str]:
    """Both functions' outcomes.

    :raises Exception: whatever is none that they promise.
    """
    outcomes = []
    try:
        find_palette(palette_in_upload(data))
        outcomes.append("palette: found")
    except BadUpload:
        outcomes.append("palette: BadUpload")
    try:
        recipe_in_upload(data)
        outcomes.append("recipe: found")
    except (BadUpload, NoRecipe) as error:
        outcomes.append(f"recipe: {type(error).__name__}")
    return outcomes


def run(files: int, seed: int, first: int = 0) -> Report:
    """Sends that many files through; one child process at a time."""
    report = Report()
    number, end = first, first + files
    while number < end:
        number = _one_child(report, seed, number, min(end, number + FILES_PER_CHILD))
    return report


def _one_child(report: Report, seed: int, number: int, end: int) -> int:
    """Has a child work from a number on; gives the number to go on from."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(there, seed, number, end), daemon=True)
    child.start()
    there.close()
    ready = False
    try:
        while number < end:
            if not here.poll(SLOWEST if ready else 60):
                report.failures.append((number, f"more than {SLOWEST:g} s"))
                return number + 1
            if not ready:
                ready = here.recv()
                continue
            outcomes, failure, seconds, memory = here.recv()
            report.outcomes.update(outcomes)
            if failure:
                report.failures.append((number, failure))
            report.slowest = max(report.slowest, (seconds, number))
            report.memory = max(report.memory, memory)
            number += 1
    except EOFError:
        child.join()
        if not ready:
            raise RuntimeError("no child can be started") from None
        report.failures.append((number, f"the process died: {child.exitcode}"))
        return number + 1
    finally:
        child.kill()
        child.join()
        here.close()
    return number


def _work(answers: Connection, seed: int, number: int, end: int) -> None:
    corpus()
    warnings.simplefilter("error")
    answers.send(True)
    for n in range(number, end):
        data = hostile(seed, n)
        start = time.perf_counter()
        outcomes, failure = [], ""
        try:
            outcomes = try_out(data)
        except Exception as error:  # that there is none is what is tested
            failure = f"{type(error).__name__}: {error}"
        seconds = time.perf_counter() - start
        answers.send((outcomes, failure, seconds, _peak_memory()))


def _peak_memory() -> int:
    """Of this process, in MiB; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    # Not what getrusage says: that counts the parent's peak as well.
    return int(status.partition("VmHWM:")[2].split()[0]) >> 10


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    start = time.perf_counter()
    report = run(asked.files, asked.seed, asked.first)
    print(f"{asked.files:,} files of seed {asked.seed} in {time.perf_counter() - start:.0f} s")
    for outcome, count in sorted(report.outcomes.items()):
        print(f"{count:>9,}  {outcome}")
    print(f"slowest: {report.slowest[0]:.3f} s, file {report.slowest[1]}; peak memory {report.memory} MiB")
    for number, failure in report.failures[:50]:
        print(f"FAILED: file {number}: {failure}")
    sys.exit(f"{len(report.failures)} failures" if report.failures else 0)


if __name__ == "__main__":
    main()
