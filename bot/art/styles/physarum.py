"""Networks that a slime mould lays.

Source: Jeff Jones, "Characteristics of pattern formation and evolution in approximations of
Physarum transport networks" (Artificial Life 16, 2010): each agent smells the trail ahead, to its
left and to its right, turns towards the strongest, walks on and leaves trail, which spreads and
fades. Colonies of several colours shun one another's trails.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from bot.art.drawing import Field, Flags, Floats, Noise, Picture, Rng, Smooth, direction
from bot.art.drawing.colour import BLACK, WHITE, gradient, mix
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

# Cells of the agents' world along one side, and how many agents there are to a cell.
GRID, CROWD = 240, 0.36
MOST_AGENTS = 26000
STEPS = 56
# Agents head in one of so many directions; a power of two, so that turns wrap with a bit mask.
TURNS = 512
TONES = 1024
FADE = 0.84
PLACES = {
    "everywhere": (3, text("from edge to edge")),
    "disc": (3, text("inside a disc")),
    "ring": (2, text("inside a ring")),
    "burst": (2, text("bursting outwards from one spot")),
    "islands": (2, text("on a few islands")),
}
LOOKS = {"glow": (3, text("glowing")), "relief": (2, text("in relief")), "ink": (2, text("in ink"))}


@dataclass(frozen=True)
class Physarum:
    place: Option = choice(PLACES, "where it lives")
    colonies: int = whole(1, 3, "number of colonies that shun one another")
    sense: float = number(3.5, 8.5, "how far ahead an agent smells, in grid cells")
    spread: float = number(18, 52, "angle between its feelers, in degrees")
    turn: float = number(20, 60, "how far it turns at once, in degrees")
    look: Option = choice(LOOKS, "how the trail is coloured")
    night: bool = flag(0.6, "whether the ground is dark")

    @property
    def kinds(self) -> int:
        """The number of colonies: one alone that bursts outwards would fall back into its middle."""
        return max(2, self.colonies) if self.place == "burst" else self.colonies

    def describe(self, palette: Palette) -> Text:
        if self.kinds == 1:
            network = text("the transport network of a slime mould")
        else:
            network = text(
                "the transport network of {count} slime moulds that shun one another", count=self.kinds
            )
        return text(
            "{network}, {place}, {look}, {colours}",
            network=network,
            place=self.place.words,
            look=self.look.words,
            colours=in_colours(palette, dark=self.night),
        )


@style(
    id="physarum",
    name=text("Physarum"),
    about=text("networks that a slime mould lays"),
    source="Jeff Jones, Physarum transport networks, 2010",
)
def physarum(canvas: Smooth, traits: Physarum, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    side = canvas.area**0.5
    # Larger cells on a larger canvas, or a banner would take three times as long as a square.
    home = _home(canvas, traits, 1000.001 * side**0.5 / GRID, rng)
    trails = _walk(traits, home, rng)
    levels = [canvas.upscale(trail / (np.percentile(trail[home], 96) + 1e-6)) for trail in trails]
    level, owner = levels[0], np.zeros(1, dtype=np.int32)
    for nth, other in enumerate(levels[1:], 1):
        owner = np.where(other > level, np.int32(nth), owner)
        level = np.maximum(level, other)
    tone = _tone(traits.look, level, canvas.scale * side)
    index = owner * TONES + (tone * (TONES - 1)).astype(np.int32)
    canvas.paint(np.take(_ramps(traits, scheme), index, axis=0))


def _tone(look: str, level: Field, sharp: float) -> Field:
    """Return the trails as tones, 0 to 1; `sharp` is how many pixels there are to a step of the level."""
    if look == "ink":
        return np.clip((level - 0.3) * 3.4 * max(1.0, sharp) + 0.5, 0, 1)
    if look == "glow":
        return np.clip(level * (1 / 1.6), 0, 1)
    bulge = np.sqrt(np.clip(level, 0, 1.4))
    lit = np.zeros_like(bulge)
    lit[1:] = (bulge[:-1] - bulge[1:]) * (-5 * sharp)
    return np.clip(bulge * 0.6 + lit * np.minimum(1, bulge * 2), 0, 1)


def _ramps(traits: Physarum, scheme: Scheme) -> Picture:
    """Return the colours of all tones of the first colony, then of the next."""
    inks = [scheme.accent, *scheme.others[::-1]]
    ramps = []
    for nth in range(traits.kinds):
        ink = inks[nth % len(inks)]
        far = inks[(nth + 1) % len(inks)] if traits.kinds == 1 else ink
        stops = [scheme.ground, ink]
        if traits.look != "ink":
            bright = mix(ink, WHITE if traits.night else BLACK, 0.55)
            stops = [scheme.ground, mix(scheme.ground, far, 0.6), ink, bright]
        ramp = gradient(stops, TONES)
        if traits.look == "glow":
            # Faint trails must show as well; bending the ramp costs less than bending the field.
            ramp = ramp[(np.linspace(0, 1, TONES) ** 0.6 * (TONES - 1)).astype(int)]
        ramps.append(ramp)
    return np.vstack(ramps)


def _home(canvas: Smooth, traits: Physarum, cell: float, rng: Rng) -> Flags:
    """Return the cells where there is anything to live on."""
    noise = Noise(rng)
    xs, ys = canvas.mesh(cell)
    away = np.hypot(xs - canvas.centre[0], ys - canvas.centre[1])
    if traits.place == "disc":
        return away < 430
    if traits.place == "ring":
        return (away < 440) & (away > rng.uniform(150, 240))
    if traits.place == "islands":
        return (noise.fbm(xs / 420, ys / 420, 2) + 0.22 > 0) & (canvas.to_edge(xs, ys) > 55)
    return np.full(xs.shape, True)


def _start(traits: Physarum, home: Flags, agents: int, rng: Rng) -> tuple[Floats, Floats]:
    """Return the places of the agents in cells, (n, 2), and their headings in parts of a turn."""
    rows, columns = home.shape
    if traits.place == "burst":
        angle = rng.uniform(0, 2 * np.pi, agents)
        away = rng.random_sample(agents) ** 0.5 * min(rows, columns) * 0.24
        places = np.array([columns / 2, rows / 2]) + direction(angle) * away[:, None]
        return places, angle / (2 * np.pi) * TURNS
    cell = np.flatnonzero(home)[rng.randint(0, int(home.sum()), agents)]
    return np.stack([cell % columns, cell // columns], axis=1) + 0.5, rng.uniform(0, TURNS, agents)


def _walk(traits: Physarum, home: Flags, rng: Rng) -> Field:
    """Return the trails after all steps, (colonies, rows, columns), on a torus."""
    rows, columns = home.shape
    count = traits.kinds
    agents = min(MOST_AGENTS, int(CROWD * home.sum()))
    places, headings = _start(traits, home, agents, rng)
    (x, y), way = places.T.astype(np.float32), headings.astype(np.int32)
    cosine, sine = direction(np.arange(TURNS) / TURNS * 2 * np.pi).T.astype(np.float32)
    # Look-up tables, because agents that smell beyond an edge come round at the other.
    pad = int(traits.sense) + 2
    column_of = (np.arange(-pad, columns + pad) % columns).astype(np.int32)
    row_of = (np.arange(-pad, rows + pad) % rows * columns).astype(np.int32)
    layer = (np.arange(agents) % count * rows * columns).astype(np.int32)
    feelers = (np.array([[-1], [0], [1]]) * traits.spread / 360 * TURNS).astype(np.int32)
    turn = np.int32(traits.turn / 360 * TURNS)
    wobble = rng.randint(-7, 8, agents + STEPS).astype(np.int32)
    wall = np.where(home, 0, -4).astype(np.float32)
    # Soft, or the edge of its home would show the steps of the grid.
    fade = np.float32(FADE) * ndimage.gaussian_filter(home.astype(np.float32), 1.7, mode="wrap")
    trails = np.zeros((count, rows, columns), dtype=np.float32)
    for step in range(STEPS):
        scent = trails + wall if count == 1 else 2 * trails - trails.sum(axis=0) + wall
        look = (way + feelers) & (TURNS - 1)
        at_x = (x + cosine[look] * traits.sense + pad).astype(np.int32)
        at_y = (y + sine[look] * traits.sense + pad).astype(np.int32)
        left, ahead, right = scent.ravel()[column_of[at_x] + row_of[at_y] + layer]
        bend = np.where(left > right, -turn, turn)
        bend[ahead >= np.maximum(left, right)] = 0
        way = (way + bend + wobble[step : step + agents]) & (TURNS - 1)
        x = (x + cosine[way]) % columns
        y = (y + sine[way]) % rows
        cell = column_of[x.astype(np.int32) + pad] + row_of[y.astype(np.int32) + pad] + layer
        trails += np.bincount(cell, minlength=trails.size).reshape(trails.shape)
        trails = ndimage.uniform_filter(trails, (1, 3, 3), mode="wrap")
        trails *= fade
    return trails
