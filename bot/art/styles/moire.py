"""Two gratings at odds with each other beat, and draw a third figure that neither holds.

Moiré as op art: Bridget Riley's "Fall" (1963), Gerald Oster's rings, "The Science of Moiré
Patterns" (1964).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Field
from bot.art.drawing.canvas import Smooth
from bot.art.drawing.colour import RGB, mix
from bot.art.drawing.rng import Rng
from bot.art.drawing.shading import blend, pixel_mesh, shade
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import choice, flag, number, style, whole
from bot.i18n.text import Text, text

# Translators: follows “3 gratings of”. The lines are fine, even (in between) or bold.
FIGURES = {
    "rings": (text("fine rings"), text("even rings"), text("bold rings")),
    "waves": (text("fine waves"), text("even waves"), text("bold waves")),
    "rays": (text("fine rays"), text("even rays"), text("bold rays")),
    "spirals": (text("fine spirals"), text("even spirals"), text("bold spirals")),
    "rings and lines": (
        text("fine rings and lines"),
        text("even rings and lines"),
        text("bold rings and lines"),
    ),
}


@dataclass(frozen=True)
class Moire:
    figure: str = choice(
        {"rings": 4, "waves": 3, "rays": 2, "spirals": 2, "rings and lines": 1},
        "what the gratings are",
    )
    pitch: float = number(11, 26, "distance of the lines")
    layers: int = whole(2, 3, "gratings laid over each other, of rings or spirals")
    join: str = choice({"overprint": 3, "counterchange": 4}, "whether crossings add up or cancel out")
    spread: float = number(0.4, 1.0, "how far the gratings are apart")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        fine, even, bold = FIGURES[self.figure]
        join = {"overprint": text("in overprint"), "counterchange": text("in counterchange")}
        return text(
            "{sets} gratings of {figures} {join}, their interference drawing larger figures, {ground}",
            sets=self.sets(),
            figures=fine if self.pitch < 15 else bold if self.pitch > 21 else even,
            join=join[self.join],
            ground=on_ground(dark=self.night),
        )

    def sets(self) -> int:
        """How many gratings there are: a third of waves or rays makes the beats too small to see."""
        return 2 if self.figure in ("waves", "rays") else self.layers


@style(
    id="moire",
    name=text("Moiré"),
    about=text("gratings that beat against one another"),
    source="after Bridget Riley, 1963, and Gerald Oster, The Science of Moiré Patterns, 1964",
    traits=Moire,
    surface=Smooth,
)
def moire(canvas: Smooth, traits: Moire, palette: Palette, rng: Rng) -> None:
    """Every grating is a phase whose slope is known, so its edges are clean at full size."""
    scheme = palette.scheme(dark=traits.night)
    x, y = pixel_mesh(canvas)
    cx, cy = canvas.centre
    heading = rng.uniform(0, 2 * np.pi)
    # A sky behind the lines: one soft light, so that the flat pattern has a place to look at.
    glow = np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / np.float32(2 * 420.0**2)))
    sheet = shade(glow, [scheme.ground, mix(scheme.ground, scheme.accent, 0.22)])
    tone_turn = rng.uniform(0, 2 * np.pi)
    along = (
        (x - cx) * np.float32(np.cos(tone_turn)) + (y - cy) * np.float32(np.sin(tone_turn))
    ) / np.float32(1100)
    covers = []
    for layer in range(traits.sets()):
        angle = heading + layer * 2 * np.pi / traits.sets()
        offset = 40 + 190 * traits.spread
        px, py = cx + offset * np.cos(angle), cy + offset * np.sin(angle)
        covers.append(
            _grating(traits, layer, (x - np.float32(px), y - np.float32(py)), heading, canvas.scale)
        )
    if traits.join == "counterchange":
        odd = covers[0]
        for cover in covers[1:]:
            odd = odd + cover - 2 * odd * cover
        stops: list[RGB] = [scheme.inks[-1], scheme.accent, scheme.inks[-2 % len(scheme.inks)]]
        canvas.paint(blend(sheet, shade(along + np.float32(0.5), stops), odd))
        return
    inks = [scheme.accent, scheme.inks[-1], *scheme.inks[-2::-1]]
    distinct = list(dict.fromkeys(inks))
    for layer, cover in enumerate(covers):
        ink = distinct[layer % len(distinct)]
        partner = distinct[(layer + 1) % len(distinct)]
        tint = shade(along + np.float32(0.5), [ink, ink, mix(ink, partner, 0.5)])
        sheet = blend(sheet, tint, cover * np.float32(0.9))
    canvas.paint(sheet)


def _grating(traits: Moire, layer: int, at: tuple[Field, Field], heading: float, scale: float) -> Field:
    """How much of each pixel the lines cover, 0 to 1, around the point that `at` is seen from."""
    x, y = at
    kind = traits.figure
    if kind == "rings and lines":
        kind = "rings" if layer % 2 == 0 else "lines"
    pitch = np.float32(traits.pitch * (1 + 0.04 * layer * traits.spread))
    turn = heading + layer * (0.05 + 0.16 * traits.spread)
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    phase: Field
    steep: Field = np.full((1, 1), 1 / pitch, np.float32)
    if kind in ("lines", "waves"):
        u, v = x * cos + y * sin, y * cos - x * sin
        phase = u / pitch
        if kind == "waves":
            swing, bend = np.float32(26 + 60 * traits.spread), np.float32(2 * np.pi / 520)
            phase = phase + swing / pitch * np.sin(v * bend)
            steep = np.sqrt(1 + (swing * bend * np.cos(v * bend)) ** 2) / pitch
    else:
        reach = np.sqrt(x * x + y * y) + np.float32(1e-3)
        phase = reach / pitch
        if kind != "rings":
            arms = np.float32(
                round(2200 / traits.pitch) // 2 * 2 if kind == "rays" else round(700 / traits.pitch)
            )
            twist = np.float32(0 if kind == "rays" else 1 / (traits.pitch * 4))
            round_once = arms / np.float32(2 * np.pi) * (1 if layer % 2 == 0 else -1)
            phase = round_once * np.arctan2(y, x) + reach * twist
            steep = np.sqrt((round_once / reach) ** 2 + twist * twist)
    # Distance to the middle of a line, in pixels; half of each period is ink.
    steep = steep / np.float32(scale)
    cover: Field = np.clip(
        (np.float32(0.25) - np.abs(phase - np.rint(phase))) / steep + np.float32(0.5), 0, 1
    )
    # Where lines are finer than pixels, what is left of them is their mean.
    faint: Field = np.clip((steep - np.float32(0.35)) / np.float32(0.5), 0, 1)
    return cover + (np.float32(0.5) - cover) * faint
