"""Networks that a slime mould lays.

Source: Jeff Jones, "Characteristics of pattern formation and evolution in approximations of
Physarum transport networks" (Artificial Life 16, 2010): each agent smells the trail ahead, to its
left and to its right, turns towards the strongest, walks on and leaves trail, which spreads and
fades. Colonies of several colours shun one another's trails.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from bot.art.drawing.arrays import Floats
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import gradient, mix
from bot.art.drawing.noise import Noise
from bot.art.drawing.rng import Rng
from bot.art.naming import in_colours
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

Fields = NDArray[np.float32]
GRID = 240
CROWD = 0.36
MOST_AGENTS = 26000
STEPS = 56
TURNS = 512
TONES = 1024
FADE = np.float32(0.84)
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


@dataclass(frozen=True)
class Physarum:
    place: str = choice({"everywhere": 3, "disc": 3, "ring": 2, "burst": 2, "islands": 2}, "where it lives")
    colonies: int = whole(1, 3, "number of colonies that shun one another")
    sense: float = number(3.5, 8.5, "how far ahead an agent smells, in grid cells")
    spread: float = number(18, 52, "angle between its feelers, in degrees")
    turn: float = number(20, 60, "how far it turns at once, in degrees")
    look: str = choice({"glow": 3, "relief": 2, "ink": 2}, "how the trail is coloured")
    night: bool = flag(0.6, "whether the ground is dark")

    @property
    def kinds(self) -> int:
        """A colony that bursts outwards alone would fall back into its middle."""
        return max(2, self.colonies) if self.place == "burst" else self.colonies

    def describe(self, palette: Palette) -> Text:
        place = {
            "everywhere": text("from edge to edge"),
            "disc": text("inside a disc"),
            "ring": text("inside a ring"),
            "burst": text("bursting outwards from one spot"),
            "islands": text("on a few islands"),
        }
        network = (
            text("the transport network of a slime mould")
            if self.kinds == 1
            else text("the transport network of {count} slime moulds that shun one another", count=self.kinds)
        )
        look = {"glow": text("glowing"), "relief": text("in relief"), "ink": text("in ink")}
        return text(
            "{network}, {place}, {look}, {colours}",
            network=network,
            place=place[self.place],
            look=look[self.look],
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="physarum",
    name=text("Physarum"),
    about=text("networks that a slime mould lays"),
    source="Jeff Jones, Physarum transport networks, 2010",
    traits=Physarum,
    surface=Smooth,
)
def physarum(canvas: Smooth, traits: Physarum, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    # Rounded, as the canvas's own sides can be off by a last digit from one size to the next.
    area = round(canvas.width * canvas.height / 1e6, 6) ** 0.5
    # Larger cells on a larger canvas, or a banner would take three times as long as a square.
    xs, ys = canvas.mesh(1000.001 * area**0.5 / GRID)
    home = _home(canvas, traits, xs, ys, Noise(rng), rng)
    trails = _walk(traits, home, rng)
    inks = [scheme.accent, *(c for c in scheme.inks[::-1] if c != scheme.accent)]
    levels = [canvas.upscale(t / (np.percentile(t[home], 96) + 1e-6)) for t in trails]
    level, owner = levels[0], np.zeros(1, dtype=np.int32)
    for nth, other in enumerate(levels[1:], 1):
        owner = np.where(other > level, np.int32(nth), owner)
        level = np.maximum(level, other)
    sharp = canvas.scale * area
    if traits.look == "ink":
        tone = np.clip((level - 0.3) * 3.4 * max(1.0, sharp) + 0.5, 0, 1)
    elif traits.look == "glow":
        tone = np.clip(level * np.float32(1 / 1.6), 0, 1)
    else:
        bulge = np.sqrt(np.clip(level, 0, 1.4))
        lit = np.zeros_like(bulge)
        lit[1:] = (bulge[:-1] - bulge[1:]) * np.float32(-5 * sharp)
        tone = np.clip(bulge * 0.6 + lit * np.minimum(1, bulge * 2), 0, 1)
    ramps = []
    for nth in range(traits.kinds):
        ink = inks[nth % len(inks)]
        far = inks[(nth + 1) % len(inks)] if traits.kinds == 1 else ink
        bright = mix(ink, WHITE if traits.night else BLACK, 0.55)
        stops = (
            [scheme.ground, ink]
            if traits.look == "ink"
            else [scheme.ground, mix(scheme.ground, far, 0.6), ink, bright]
        )
        ramp = gradient(stops, TONES)
        if traits.look == "glow":
            # Faint trails are to be seen, too; bending the ramp costs less than bending the field.
            ramp = ramp[(np.linspace(0, 1, TONES) ** 0.6 * (TONES - 1)).astype(int)]
        ramps.append(ramp)
    index = owner * TONES + (tone * (TONES - 1)).astype(np.int32)
    canvas.paint(np.take(np.vstack(ramps), index, axis=0))


def _home(
    canvas: Smooth, traits: Physarum, xs: Floats, ys: Floats, noise: Noise, rng: Rng
) -> NDArray[np.bool_]:
    """Where there is anything to live on."""
    away = np.hypot(xs - canvas.centre[0], ys - canvas.centre[1])
    if traits.place == "disc":
        return away < 430
    if traits.place == "ring":
        return (away < 440) & (away > rng.uniform(150, 240))
    if traits.place == "islands":
        edge = np.minimum(np.minimum(xs, canvas.width - xs), np.minimum(ys, canvas.height - ys))
        land = noise.fbm(xs / 420, ys / 420, 2) + 0.22
        return (land > 0) & (edge > 55)
    return np.full(xs.shape, True)


def _walk(traits: Physarum, home: NDArray[np.bool_], rng: Rng) -> Fields:
    """(colonies, rows, columns): the trails after all steps, on a torus."""
    rows, columns = home.shape
    count = traits.kinds
    agents = min(MOST_AGENTS, int(CROWD * home.sum()))
    colony = np.arange(agents) % count
    if traits.place == "burst":
        turn, far = (
            rng.uniform(0, 2 * np.pi, agents),
            rng.random_sample(agents) ** 0.5 * min(rows, columns) * 0.24,
        )
        x, y = columns / 2 + np.cos(turn) * far, rows / 2 + np.sin(turn) * far
        heading = turn / (2 * np.pi) * TURNS
    else:
        cell = np.flatnonzero(home)[rng.randint(0, int(home.sum()), agents)]
        y, x = (cell // columns + 0.5), (cell % columns + 0.5)
        heading = rng.uniform(0, TURNS, agents)
    x, y, way = x.astype(np.float32), y.astype(np.float32), heading.astype(np.int32)
    cosine = np.cos(np.arange(TURNS) / TURNS * 2 * np.pi).astype(np.float32)
    sine = np.sin(np.arange(TURNS) / TURNS * 2 * np.pi).astype(np.float32)
    pad = int(traits.sense) + 2
    column_of = (np.arange(-pad, columns + pad) % columns).astype(np.int32)
    row_of = (np.arange(-pad, rows + pad) % rows * columns).astype(np.int32)
    feelers = (np.array([[-1], [0], [1]]) * traits.spread / 360 * TURNS).astype(np.int32)
    turn_by = np.int32(traits.turn / 360 * TURNS)
    wobble = rng.randint(-7, 8, agents + STEPS).astype(np.int32)
    layer = (colony * rows * columns).astype(np.int32)
    wall = np.where(home, 0, -4).astype(np.float32)
    # Soft, or the edge of its home would show the steps of the grid.
    fade = FADE * ndimage.gaussian_filter(home.astype(np.float32), 1.7, mode="wrap")
    trails = np.zeros((count, rows, columns), dtype=np.float32)
    for step in range(STEPS):
        scent = trails + wall if count == 1 else 2 * trails - trails.sum(axis=0) + wall
        look = (way + feelers) & (TURNS - 1)
        at_x = (x + cosine[look] * np.float32(traits.sense) + pad).astype(np.int32)
        at_y = (y + sine[look] * np.float32(traits.sense) + pad).astype(np.int32)
        left, ahead, right = scent.ravel()[column_of[at_x] + row_of[at_y] + layer]
        bend = np.where(left > right, -turn_by, turn_by)
        bend[ahead >= np.maximum(left, right)] = 0
        way = (way + bend + wobble[step : step + agents]) & (TURNS - 1)
        x = (x + cosine[way]) % np.float32(columns)
        y = (y + sine[way]) % np.float32(rows)
        cell = column_of[x.astype(np.int32) + pad] + row_of[y.astype(np.int32) + pad] + layer
        trails += np.bincount(cell, minlength=trails.size).reshape(trails.shape)
        trails = ndimage.uniform_filter(trails, (1, 3, 3), mode="wrap")
        trails *= fade
    return trails
