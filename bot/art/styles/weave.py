"""Cloth as a weaver's draft makes it: threading, tie-up and treadling, and yarns of many colours.

The draft is as old as the shaft loom; that warp times tie-up times weft gives the cloth is set out
in Ada Dietz, "Algebraic Expressions in Handwoven Textiles" (1949), and used by Anni Albers, "On
Weaving" (1965).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import BLACK, Field, Flags, Flat, Grid, Ints, Rng, mix
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, text

SHADES = 6
# Translators: follows “close-up of dark cloth”, in weavers' terms.
DRAFTS = {
    "overshot": (4, text("in an overshot coverlet")),
    "diamonds": (4, text("in diamond twill")),
    "twill": (3, text("in a two-and-two twill")),
    "herringbone": (3, text("in herringbone")),
    "steep": (3, text("in an advancing twill")),
    "houndstooth": (2, text("in houndstooth")),
    "satin": (1, text("in five-shaft satin")),
    "plain": (2, text("in plain weave")),
}
# Translators: weavers' terms; a sett is the order of the stripes of a tartan.
YARNS = {
    "tartan": (5, text("one sett of stripes for warp and weft")),
    "cloth": (2, text("two yarns")),
    "warp": (2, text("a striped warp and a plain weft")),
    "blend": (3, text("yarns that change from side to side and from top to bottom")),
}


@dataclass(frozen=True)
class Weave:
    draft: Option = choice(DRAFTS, "how warp and weft cross")
    yarns: Option = choice(YARNS, "how yarns are coloured")
    ends: int = whole(40, 100, "yarns along the short side")
    stripes: int = whole(3, 8, "stripes in a sett")
    night: bool = flag(0.45, "dark cloth")

    def describe(self, palette: Palette) -> Text:
        return text(
            "{cloth} {draft}, {ends} yarns to a side, {yarns}",
            cloth=text("close-up of dark cloth") if self.night else text("close-up of light cloth"),
            draft=self.draft.words,
            ends=self.ends,
            yarns=self.yarns.words,
        )


@style(
    id="weave",
    # Translators: the style's name, a noun: how cloth is woven.
    name=text("Weave"),
    about=text("cloth from a weaver's draft, thread over thread"),
    source="the weaver's draft; Ada Dietz, 1949; Anni Albers, 1965",
)
def weave(canvas: Flat, traits: Weave, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    grid = Grid.covering(canvas, traits.ends)
    warp_up = _drawdown(traits.draft, grid.columns, grid.rows, rng)
    # On a black yarn no shading would show, so the plain yarn is a little lighter than the ground.
    plain = mix(scheme.ground, scheme.inks[-1], 0.14 if traits.night else 0.04)
    yarns = [plain, *scheme.inks, scheme.accent]
    warp, weft = _coloured(traits, grid, len(yarns), rng)

    # Shaded a pixel at a time: a yarn is round, and darkens where it dives under its neighbour.
    wide, high = canvas.pixels
    i, round_u, dive_u = _profile(np.arange(wide) + 0.5, canvas.scale, grid.side, grid.columns)
    j, round_v, dive_v = _profile(np.arange(high) + 0.5, canvas.scale, grid.side, grid.rows)
    over = warp_up[j][:, i]
    warp_dives = ~(np.roll(warp_up, 1, 0) & np.roll(warp_up, -1, 0))
    weft_dives = np.roll(warp_up, 1, 1) | np.roll(warp_up, -1, 1)
    warp_shade = np.maximum(round_u, np.where(warp_dives[j][:, i], dive_v[:, None], 0))
    weft_shade = np.maximum(round_v[:, None], np.where(weft_dives[j][:, i], dive_u, 0))
    shade = np.where(over, warp_shade, weft_shade)
    yarn = np.where(over, warp[i], weft[j][:, None])
    shadow = mix(scheme.ground if traits.night else scheme.inks[-1], BLACK, 0.35)
    colours = [mix(c, shadow, 0.72 * (s / (SHADES - 1)) ** 1.2) for c in yarns for s in range(SHADES)]
    canvas.cells((yarn * SHADES + shade).astype(np.uint8), colours)


def _profile(pixels: Field, scale: float, pitch: float, count: int) -> tuple[Ints, Field, Field]:
    """Return for each pixel its yarn, and the shades of the yarn's roundness and of its dive."""
    at = pixels / scale / pitch
    yarn = at.astype(np.int64).clip(0, count - 1)
    away = np.abs(at - yarn - 0.5) * 2
    roundness, dive = (
        (depth * SHADES).astype(np.uint8).clip(0, SHADES - 1) for depth in (away**2.4 * 0.95, away**5 * 0.55)
    )
    return yarn, roundness, dive


def _drawdown(draft: str, columns: int, rows: int, rng: Rng) -> Flags:
    """Return where the warp lies on top: each row's treadle lifts the shafts of some columns."""
    across, down = np.arange(columns), np.arange(rows)
    turn, lift = int(rng.randint(5, 15)), int(rng.randint(1, 256))
    threading, treadling = across, down
    match draft:
        case "plain":
            return (across + down[:, None]) % 2 == 0
        case "satin":
            return (across * 2 + down[:, None]) % 5 == 0
        case "herringbone":
            threading = _zigzag(across, turn + 3)
        case "diamonds":
            threading = _zigzag(across - columns // 2, turn * 2)
            treadling = _zigzag(down - rows // 2, turn * 2)
        case "overshot":
            threading = _advance(across - columns // 2, rng)
            treadling = threading[np.abs(down - rows // 2 + columns // 2) % columns]
        case "steep":
            threading, treadling = across + (across // turn) * 3, down + (down // turn) * 5
    shafts = 8 if draft in ("overshot", "diamonds", "steep") else 4
    tie = np.add.outer(np.arange(shafts), np.arange(shafts)) % shafts
    lifted = tie < shafts // 2
    if draft in ("overshot", "diamonds"):
        # One float more or less in the tie-up changes the whole figure.
        lifted = np.isin(tie, [0, 1, 2, 4 + lift % 3] if lift % 2 else [0, 1, 3, 6])
    return lifted[threading % shafts][:, treadling % shafts].T


def _zigzag(at: Ints, turn: int) -> Ints:
    """Return a threading that runs up and down again, `turn` steps each way, mirrored about 0."""
    return turn - np.abs(np.abs(at) % (2 * turn) - turn)


def _advance(at: Ints, rng: Rng) -> Ints:
    """Return a threading that goes forward and back in runs of uneven length, mirrored about 0."""
    lengths = rng.randint(4, 22, 64)
    steps = np.repeat([1, -1] * 32, lengths)
    return np.concatenate([[0], np.cumsum(steps)])[np.abs(at) % len(steps)]


def _coloured(traits: Weave, grid: Grid, yarns: int, rng: Rng) -> tuple[Ints, Ints]:
    """Return the yarn of every column and of every row."""
    columns, rows, inks = grid.columns, grid.rows, yarns - 2
    across, down = np.arange(columns) - columns // 2, np.arange(rows) - rows // 2
    if traits.yarns in ("tartan", "warp"):
        sett = _sett(traits.stripes, yarns, rng)
        warp = sett[_zigzag(across, len(sett) - 1)]
        if traits.yarns == "warp":
            return warp, np.zeros(rows, np.int64)
        return warp, sett[_zigzag(down, len(sett) - 1)]
    if traits.yarns == "blend":
        # Random rounding blends one yarn into the next.
        dither = rng.random_sample(columns), rng.random_sample(rows)
        warp = 1 + (np.arange(columns) / columns * (inks - 1) + dither[0]).astype(np.int64) % inks
        weft = 1 + (np.arange(rows) / rows * (inks - 1) + dither[1]).astype(np.int64) % inks
        return inks + 1 - warp, np.where(np.arange(rows) % 3 == 0, weft, 0)
    second = 1 + int(rng.randint(inks // 2, inks))
    if traits.draft == "houndstooth":
        return np.where(across % 8 < 4, 0, inks), np.where(down % 8 < 4, 0, inks)
    return np.zeros(columns, np.int64), np.full(rows, second)


def _sett(stripes: int, yarns: int, rng: Rng) -> Ints:
    """Return half a sett, from one pivot to the other: broad stripes, and narrow ones between them."""
    inks = yarns - 2
    order = (rng.permutation(inks) + 1).tolist()
    broad, narrow = rng.randint(4, 11, stripes), rng.randint(1, 4, stripes)
    widths = np.where(np.arange(stripes) % 2 == 0, broad, narrow)
    # Two broad yarns lead, as in most tartans; the others only line them.
    lead, other, third, fourth = (order[nth % inks] for nth in range(4))
    colours = [lead, other, 0, third, lead, 0, fourth, 0][:stripes]
    return np.append(np.repeat(colours, widths), yarns - 1)
