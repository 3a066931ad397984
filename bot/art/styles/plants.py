"""Plants written by a grammar and drawn by a turtle.

Source: Aristid Lindenmayer, "Mathematical models for cellular interactions in development" (1968);
Przemyslaw Prusinkiewicz and Lindenmayer, "The Algorithmic Beauty of Plants" (1990), for brackets,
the turtle and chance among productions. F is a step, [ and ] hold a branch, + and - turn, ( and )
turn a little, L is a leaf and K a flower; every other letter is a bud, to be rewritten next round.
"""

import math
from dataclasses import dataclass

import numpy as np

from bot.art.arrays import Floats
from bot.art.canvas import Smooth
from bot.art.colour import RGB, mix
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.rng import Rng
from bot.art.style import choice, flag, number, style

Organ = tuple[float, float, float]
NUDGE = math.radians(7)


@dataclass(frozen=True)
class _Species:
    """What each bud may become, how often to rewrite X, and how the turtle walks."""

    rules: dict[str, tuple[str, ...]]
    rounds: int
    angle: float
    shrink: float
    leaf: tuple[float, float]
    axiom: str = "X"
    tip: str = "K"


SPECIES = {
    "fern": _Species({"X": ("F[+Y][-Y]X",), "Y": ("F[++L][--L]Y",)}, 15, 38, 0.6, (0.9, 0.34), tip="L"),
    "shrub": _Species({"X": ("F[+X]F[-X]LX", "F[-X]F[+X]LX", "F[+XL][-X]F")}, 6, 25, 0.86, (0.9, 0.5)),
    "herb": _Species({"X": ("F[+L]F[-L]F[+W]F[-W]X",), "W": ("FF[+L]F[-L]FW",)}, 5, 42, 0.72, (1.7, 0.42)),
    "umbel": _Species(
        {
            "X": ("F[+LF]F[-LF]FFFF[+FFFFFU]FF[-FFFFFU]FFFFU",),
            "U": ("[FFFV][+FFFV][-FFFV][++FFFV][--FFFV][+++FFV][---FFV]",),
            "V": ("[FK][+FK][-FK][++FK][--FK]",),
        },
        4,
        23,
        0.74,
        (2.6, 0.3),
    ),
    "reed": _Species(
        {"X": ("F[+L]FF[-L]FX", "F[-L]FF[+L]FX")}, 6, 24, 0.8, (6.5, 0.11), "[(((X][(X][X][)X][)))X]"
    ),
    "vine": _Species(
        {"X": ("F[+L]F[-L]F[+FFLK]X", "F[-L]F[+L]F[-FFLK]X")}, 8, 55, 0.8, (1.5, 0.75), "[((X][X][))X]"
    ),
}


@dataclass(frozen=True)
class Plants:
    species: str = choice(dict.fromkeys(SPECIES, 1), "which grammar")
    layout: str = choice({"specimen": 3, "row": 2.5, "meadow": 3.5}, "how many stand where")
    season: str = choice({"spring": 3, "summer": 3, "autumn": 2.5, "winter": 1}, "leaves and flowers")
    curl: float = number(-2.2, 2.2, "how the stems bend, in degrees a step")
    disc: bool = flag(0.6, "whether a sun or moon stands behind")
    potted: bool = flag(0.35, "whether they grow in pots")
    night: bool = flag(0.4, "whether the ground is dark")

    def describe(self, palette: Palette) -> str:
        layout = {
            "specimen": f"one {self.species}",
            "row": f"a row of {self.species}s",
            "meadow": f"a meadow of {self.species}s",
        }[self.layout]
        pots = " in pots" if self.potted and self.layout == "row" else ""
        pots = " in a pot" if self.potted and self.layout == "specimen" else pots
        disc = f" before a {'moon' if self.night else 'sun'}" if self.disc else ""
        return f"{layout}{pots} in {self.season}{disc}, {in_colours(palette, dark=self.night)}"


@dataclass(frozen=True)
class _Drawn:
    """What the turtle left: strokes by depth of branching, leaves and flowers, in steps."""

    strokes: list[tuple[int, list[tuple[float, float]]]]
    leaves: list[Organ]
    flowers: list[Organ]


@style(
    id="plants",
    name="L-system plants",
    about="plants written by a grammar and drawn by a turtle",
    source="Aristid Lindenmayer, 1968; Przemyslaw Prusinkiewicz, 1990",
    traits=Plants,
    surface=Smooth,
)
def plants(canvas: Smooth, traits: Plants, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    canvas.fill(scheme.ground)
    w, h = canvas.width, canvas.height
    inks = [c for c in scheme.inks if c != scheme.accent] or [scheme.accent]
    if traits.disc:
        disc = mix(
            scheme.ground,
            scheme.accent,
            0.85 if traits.season == "winter" or rng.random_sample() < 0.4 else 0.3,
        )
        x = w * (0.5 if traits.layout == "specimen" else rng.uniform(0.25, 0.75))
        canvas.circle(
            x,
            h * rng.uniform(0.34, 0.44),
            300.0 if traits.layout == "specimen" else rng.uniform(120, 230),
            disc,
        )
    if traits.layout == "meadow":
        _meadow(canvas, traits, scheme, inks, rng)
        return
    count = 1 if traits.layout == "specimen" else max(3, round(int(rng.randint(3, 6)) * w / max(h, 1000)))
    floor = h * 0.88
    base = mix(scheme.ground, inks[0], 0.55)
    if not traits.potted or traits.layout == "row":
        canvas.polygon([(0, floor), (w, floor), (w, h), (0, h)], base)
    pitch = w * 0.9 / count
    for nth in range(count):
        x = w / 2 + (nth - (count - 1) / 2) * pitch
        tall = h * (0.76 if count == 1 else rng.uniform(0.42, 0.72))
        pot = min(95.0, pitch * 0.34) if traits.potted else 0.0
        _plant(
            canvas,
            traits,
            scheme,
            inks,
            (x, floor - pot * 1.25),
            (pitch * (0.96 if count == 1 else 1.2), tall - pot),
            0.0,
            rng,
        )
        if pot:
            _pot(canvas, x, floor, pot, scheme.accent if count == 1 else inks[nth % len(inks)], scheme.ground)


def _meadow(canvas: Smooth, traits: Plants, scheme: Scheme, inks: list[RGB], rng: Rng) -> None:
    """Three rows, the far ones small and faded."""
    w, h = canvas.width, canvas.height
    for row, haze in enumerate((0.62, 0.34, 0.0)):
        floor = h * (0.7 + 0.115 * row)
        x = np.linspace(-10, w + 10, 50)
        swell = floor + 16 * np.sin(x / w * rng.uniform(3, 7) + rng.uniform(0, 6))
        ground = mix(scheme.ground, inks[min(row, len(inks) - 1)], 0.3 + 0.22 * row)
        count = max(2, round((7.1 - 1.5 * row) * w / 1000))
        pitch = w / count
        for nth in range(count):
            at = (nth + 0.5 + rng.uniform(-0.35, 0.35)) * pitch
            tall = h * rng.uniform(0.7, 1.1) * (0.24 + 0.125 * row)
            _plant(canvas, traits, scheme, inks, (at, floor + 6), (pitch * 1.7, tall), haze, rng)
        edge = np.stack([x, swell], axis=1)
        canvas.polygon(np.vstack([edge, [[w + 10, h + 10], [-10, h + 10]]]), ground)


def _pot(canvas: Smooth, x: float, floor: float, size: float, colour: RGB, ground: RGB) -> None:
    top, low = size * 0.62, size * 0.42
    canvas.polygon(
        [(x - top, floor - size * 1.2), (x + top, floor - size * 1.2), (x + low, floor), (x - low, floor)],
        colour,
    )
    rim = size * 0.7
    shade = mix(colour, ground, 0.25)
    box = [(x - rim, floor - size * 1.32), (x + rim, floor - size * 1.32)]
    canvas.polygon([*box, (x + rim, floor - size * 1.05), (x - rim, floor - size * 1.05)], shade)


def _plant(
    canvas: Smooth,
    traits: Plants,
    scheme: Scheme,
    inks: list[RGB],
    foot: tuple[float, float],
    room: tuple[float, float],
    haze: float,
    rng: Rng,
) -> None:
    species = SPECIES[traits.species]
    far = traits.layout != "specimen"
    drawn = _turtle(_grown(species, max(3, species.rounds - far), rng), species, traits.curl, rng)
    everything = np.array([p for _, stroke in drawn.strokes for p in stroke])
    if drawn.leaves:
        at = np.array(drawn.leaves)
        tips = np.stack([np.cos(at[:, 2]), np.sin(at[:, 2])], axis=1) * species.leaf[0]
        everything = np.vstack([everything, at[:, :2] + tips])
    low, high = everything.min(axis=0), everything.max(axis=0)
    unit = min(room[1] / max(1.0, float(high[1])), room[0] / max(1.0, float(high[0] - low[0])))
    lean = float(high[0] + low[0]) / 2 * 0.5

    def placed(points: Floats) -> Floats:
        return np.stack([foot[0] + (points[:, 0] - lean) * unit, foot[1] - points[:, 1] * unit], axis=1)

    def faded(colour: RGB) -> RGB:
        return mix(colour, scheme.ground, haze)

    stem = faded(inks[-1])
    girth = max(3.2, room[1] * 0.0125)
    lines: dict[int, list[Floats]] = {}
    for depth, stroke in drawn.strokes:
        lines.setdefault(depth, []).append(placed(np.array(stroke)))
    for depth in sorted(lines):
        canvas.lines(lines[depth], stem, max(1.3, girth * 0.66**depth), round=True)

    size = unit * (1.0 if traits.season != "spring" else 0.8)
    greens = (
        [inks[len(inks) // 2], inks[0], inks[-1]] if traits.season != "autumn" else [scheme.accent, *inks]
    )
    thin = {"winter": 5 if traits.species in ("reed", "vine") else 0, "autumn": 1 + int(rng.randint(2))}
    if drawn.leaves and (every := thin.get(traits.season, 1)):
        at = np.array(drawn.leaves[::every])
        which = (rng.random_sample(len(at)) ** 2 * len(greens)).astype(int)
        blades = _blades(placed(at[:, :2]), at[:, 2], size * species.leaf[0], species.leaf[1], rng)
        tints = [faded(c) for c in greens]
        for blade, kind in zip(blades, which.tolist(), strict=True):
            canvas.polygon(blade, tints[kind])
    if traits.season in ("spring", "summer") and drawn.flowers:
        at = np.array(drawn.flowers)
        heads = placed(at[:, :2])
        if traits.season == "summer":
            heads = heads[rng.random_sample(len(heads)) < 0.55]
        heads = heads[:: 1 + len(heads) // 130]
        bloom = float(np.clip(unit * 0.42, 2.4, 15))
        petals = 5
        for nth in range(petals):
            turn = 2 * math.pi * nth / petals
            shift = [math.cos(turn) * bloom * 0.75, math.sin(turn) * bloom * 0.75]
            canvas.circles(heads + shift, bloom * 0.6, faded(scheme.accent))
        canvas.circles(heads, bloom * 0.42, faded(scheme.ground))
    elif drawn.flowers and traits.season in ("autumn", "winter"):
        heads = placed(np.array(drawn.flowers)[:, :2])
        canvas.circles(heads, float(np.clip(unit * 0.22, 1.6, 7)), faded(scheme.accent))


def _blades(at: Floats, heading: Floats, length: float, width: float, rng: Rng) -> Floats:
    """(leaves, points, 2): lens-shaped outlines, each a little different."""
    t = np.array([0.0, 0.18, 0.42, 0.7, 1.0, 0.7, 0.42, 0.18])
    side = np.array([0.0, 0.7, 1.0, 0.72, 0.0, -0.72, -1.0, -0.7]) * width / 2
    long = length * rng.uniform(0.75, 1.15, len(at))[:, None]
    along, across = t * long, side * long
    bow = 0.16 * np.sign(np.cos(heading))[:, None] * t**2 * long
    c, s = np.cos(heading)[:, None], np.sin(heading)[:, None]
    x = at[:, :1] + along * c - across * s
    # Leaves hang a little, whichever side they are on.
    y = at[:, 1:] - along * s - across * c + np.abs(bow)
    return np.stack([x, y], axis=2)


def _grown(species: _Species, rounds: int, rng: Rng) -> str:
    """The sentence after some rounds of rewriting; buds that are left over flower."""
    text = species.axiom
    for _ in range(rounds):
        rolls = iter(rng.random_sample(len(text)).tolist())
        text = "".join(
            species.rules[c][int(next(rolls) * len(species.rules[c]))] if c in species.rules else c
            for c in text
        )
    return "".join(species.tip if c in species.rules else c for c in text)


def _turtle(text: str, species: _Species, curl: float, rng: Rng) -> _Drawn:
    """Walks the sentence, upwards from the origin."""
    turns = (rng.normal(1, 0.13, len(text)) * math.radians(species.angle)).tolist()
    sway = (np.radians(curl) * 0.6 + rng.normal(0, 0.025, len(text))).tolist()
    x, y, heading, depth = 0.0, 0.0, math.pi / 2, 0
    stroke = [(x, y)]
    drawn = _Drawn([(0, stroke)], [], [])
    held: list[tuple[float, float, float, list[tuple[float, float]]]] = []
    for nth, letter in enumerate(text):
        if letter == "F":
            step = species.shrink**depth
            # Branches bend the way they already lean, and then upwards.
            heading += sway[nth] + 0.03 * depth * math.cos(heading)
            x, y = x + math.cos(heading) * step, y + math.sin(heading) * step
            stroke.append((x, y))
        elif letter == "+":
            heading += turns[nth]
        elif letter == "-":
            heading -= turns[nth]
        elif letter in "()":
            heading += NUDGE if letter == "(" else -NUDGE
        elif letter == "[":
            held.append((x, y, heading, stroke))
            depth += 1
            stroke = [(x, y)]
            drawn.strokes.append((depth, stroke))
        elif letter == "]":
            x, y, heading, stroke = held.pop()
            depth -= 1
        elif letter == "L":
            drawn.leaves.append((x, y, heading))
        else:
            drawn.flowers.append((x, y, heading))
    return _Drawn([s for s in drawn.strokes if len(s[1]) > 1], drawn.leaves, drawn.flowers)
