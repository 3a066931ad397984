"""Cloth as a weaver's draft makes it: threading, tie-up and treadling, and yarns of many colours.

The draft is as old as the shaft loom; that warp times tie-up times weft gives the cloth is set out
in Ada Dietz, "Algebraic Expressions in Handwoven Textiles" (1949), and used by Anni Albers, "On
Weaving" (1965).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing.canvas import Flat
from bot.art.drawing.colour import mix
from bot.art.drawing.rng import Rng
from bot.art.palette import Palette
from bot.art.style import choice, flag, style, whole
from bot.i18n.text import Text, text

Ints = NDArray[np.int64]
SHADES = 6
# Translators: follows “close-up of dark cloth”, in weavers' terms.
DRAFTS = {
    "plain": text("in plain weave"),
    "twill": text("in a two-and-two twill"),
    "herringbone": text("in herringbone"),
    "diamonds": text("in diamond twill"),
    "houndstooth": text("in houndstooth"),
    "satin": text("in five-shaft satin"),
    "overshot": text("in an overshot coverlet"),
    "steep": text("in an advancing twill"),
}
# Translators: weavers' terms; a sett is the order of the stripes of a tartan.
YARNS = {
    "tartan": text("one sett of stripes for warp and weft"),
    "warp": text("a striped warp and a plain weft"),
    "cloth": text("two yarns"),
    "blend": text("yarns that change from side to side and from top to bottom"),
}


@dataclass(frozen=True)
class Weave:
    draft: str = choice(
        {
            "overshot": 4,
            "diamonds": 4,
            "twill": 3,
            "herringbone": 3,
            "steep": 3,
            "houndstooth": 2,
            "satin": 1,
            "plain": 2,
        },
        "how warp and weft cross",
    )
    yarns: str = choice({"tartan": 5, "cloth": 2, "warp": 2, "blend": 3}, "how yarns are coloured")
    ends: int = whole(40, 100, "yarns along the short side")
    stripes: int = whole(3, 8, "stripes in a sett")
    night: bool = flag(0.45, "dark cloth")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{cloth} {draft}, {ends} yarns to a side, {yarns}",
            cloth=text("close-up of dark cloth") if self.night else text("close-up of light cloth"),
            draft=DRAFTS[self.draft],
            ends=self.ends,
            yarns=YARNS[self.yarns],
        )


@style(
    id="weave",
    # Translators: the style's name, a noun: how cloth is woven.
    name=text("Weave"),
    about=text("cloth from a weaver's draft, thread over thread"),
    source="the weaver's draft; Ada Dietz, 1949; Anni Albers, 1965",
    traits=Weave,
    surface=Flat,
)
def weave(canvas: Flat, traits: Weave, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    pitch = 1000 / traits.ends
    columns, rows = (int(np.ceil(side / pitch - 1e-6)) for side in (canvas.width, canvas.height))
    warp_up = _drawdown(traits.draft, columns, rows, rng)
    # A black yarn shows nothing of the weave.
    plain = mix(scheme.ground, scheme.inks[-1], 0.14 if traits.night else 0.04)
    yarns = [plain, *scheme.inks, scheme.accent]
    warp, weft = _coloured(traits, columns, rows, len(yarns), rng)

    # Looked up a pixel at a time: a yarn is round, and darkens where it dives under its neighbour.
    x = (np.arange(canvas.pixels[0]) + 0.5) / canvas.scale / pitch
    y = (np.arange(canvas.pixels[1]) + 0.5) / canvas.scale / pitch
    i, j = x.astype(np.int64).clip(0, columns - 1), y.astype(np.int64).clip(0, rows - 1)
    u, v = np.abs(x - i - 0.5) * 2, np.abs(y - j - 0.5) * 2
    round_u, round_v = _levels(u**2.4 * 0.95), _levels(v**2.4 * 0.95)
    dive_u, dive_v = _levels(u**5 * 0.55), _levels(v**5 * 0.55)

    over = warp_up[j][:, i]
    ends_up = ~(np.roll(warp_up, 1, 0) & np.roll(warp_up, -1, 0))
    picks_up = np.roll(warp_up, 1, 1) | np.roll(warp_up, -1, 1)
    warp_shade = np.maximum(round_u[None, :], np.where(ends_up[j][:, i], dive_v[:, None], 0))
    weft_shade = np.maximum(round_v[:, None], np.where(picks_up[j][:, i], dive_u[None, :], 0))
    shade = np.where(over, warp_shade, weft_shade)
    yarn = np.where(over, warp[i][None, :], weft[j][:, None])
    shadow = mix(scheme.ground if traits.night else scheme.inks[-1], (0, 0, 0), 0.35)
    colours = [mix(c, shadow, 0.72 * (s / (SHADES - 1)) ** 1.2) for c in yarns for s in range(SHADES)]
    canvas.cells((yarn * SHADES + shade).astype(np.uint8), colours)


def _levels(depth: NDArray[np.float64]) -> NDArray[np.uint8]:
    return (depth * SHADES).astype(np.uint8).clip(0, SHADES - 1)


def _drawdown(draft: str, columns: int, rows: int, rng: Rng) -> NDArray[np.bool_]:
    """Where the warp lies on top: the shaft that a column is on is lifted by the row's treadle."""
    across, down = np.arange(columns), np.arange(rows)
    turn = int(rng.randint(5, 15))
    shafts = 8 if draft in ("overshot", "diamonds", "steep") else 4
    lift = int(rng.randint(1, 256))
    match draft:
        case "plain":
            plain: NDArray[np.bool_] = (across[None, :] + down[:, None]) % 2 == 0
            return plain
        case "satin":
            satin: NDArray[np.bool_] = (across[None, :] * 2 + down[:, None]) % 5 == 0
            return satin
        case "herringbone":
            threading = _zigzag(across, turn + 3)
            treadling = down
        case "diamonds":
            threading, treadling = (
                _zigzag(across - columns // 2, turn * 2),
                _zigzag(down - rows // 2, turn * 2),
            )
        case "overshot":
            threading = _advance(across - columns // 2, rng)
            treadling = threading[np.abs(down - rows // 2 + columns // 2) % columns]
        case "steep":
            threading, treadling = across + (across // turn) * 3, down + (down // turn) * 5
        case _:
            threading, treadling = across, down
    tie = (np.arange(shafts)[:, None] + np.arange(shafts)[None, :]) % shafts
    wave = tie < shafts // 2
    if draft in ("overshot", "diamonds"):
        # One float more or less in the tie-up changes the whole figure.
        wave = np.isin(tie, [0, 1, 2, 4 + lift % 3]) if lift % 2 else np.isin(tie, [0, 1, 3, 6])
    cloth: NDArray[np.bool_] = wave[threading % shafts][:, treadling % shafts].T
    return cloth


def _zigzag(at: Ints, turn: int) -> Ints:
    """Up and down again, `turn` steps each way, mirrored about 0."""
    turned: Ints = turn - np.abs(np.abs(at) % (2 * turn) - turn)
    return turned


def _advance(at: Ints, rng: Rng) -> Ints:
    """A threading that runs forward and back in runs of uneven length, mirrored about 0."""
    runs = rng.randint(4, 22, 64)
    signs = np.repeat(np.where(np.arange(64) % 2 == 0, 1, -1), runs)
    way: Ints = np.concatenate([[0], np.cumsum(signs)])[np.abs(at) % len(signs)]
    return way


def _coloured(traits: Weave, columns: int, rows: int, yarns: int, rng: Rng) -> tuple[Ints, Ints]:
    """The yarn of every column and of every row."""
    across, down = np.arange(columns) - columns // 2, np.arange(rows) - rows // 2
    inks = yarns - 2
    match traits.yarns:
        case "tartan":
            sett = _sett(traits, yarns, rng)
            return sett[_zigzag(across, len(sett) - 1)], sett[_zigzag(down, len(sett) - 1)]
        case "warp":
            sett = _sett(traits, yarns, rng)
            return sett[_zigzag(across, len(sett) - 1)], np.zeros(rows, np.int64)
        case "blend":
            dither = rng.random_sample(columns), rng.random_sample(rows)
            warp = 1 + (np.arange(columns) / columns * (inks - 1) + dither[0]).astype(np.int64) % inks
            weft = 1 + (np.arange(rows) / rows * (inks - 1) + dither[1]).astype(np.int64) % inks
            return inks + 1 - warp, np.where(np.arange(rows) % 3 == 0, weft, 0)
        case _:
            first, second = 0, 1 + int(rng.randint(inks // 2, inks))
            if traits.draft == "houndstooth":
                return np.where(across % 8 < 4, first, inks), np.where(down % 8 < 4, first, inks)
            return np.full(columns, first), np.full(rows, second)


def _sett(traits: Weave, yarns: int, rng: Rng) -> Ints:
    """Half a sett, from one pivot to the other: broad stripes, and narrow ones between them."""
    inks = yarns - 2
    order = rng.permutation(inks) + 1
    widths = np.where(
        np.arange(traits.stripes) % 2 == 0,
        rng.randint(4, 11, traits.stripes),
        rng.randint(1, 4, traits.stripes),
    )
    # Two broad yarns lead, as in most tartans; the others only line them.
    colours = [
        int(order[0]),
        int(order[1 % inks]),
        0,
        int(order[2 % inks]),
        int(order[0]),
        0,
        int(order[3 % inks]),
        0,
    ]
    stripes = [np.full(int(width), colour) for width, colour in zip(widths, colours, strict=False)]
    return np.concatenate([*stripes, np.full(1, yarns - 1)])
