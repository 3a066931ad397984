"""Two gratings at odds with each other beat, and draw a third figure that neither holds.

Moiré as op art: Bridget Riley's "Fall" (1963), Gerald Oster's rings, "The Science of Moiré
Patterns" (1964).
"""

from dataclasses import dataclass

import numpy as np

from bot.art.drawing import Field, Rng, Smooth, along_axes, blend, inside, mix, pixel_mesh, shade
from bot.art.naming import on_ground
from bot.art.palette import Palette
from bot.art.style import Option, choice, flag, number, style, whole
from bot.i18n.text import Text, text

# Translators: follows “3 gratings of”. The lines are fine, even (in between) or bold.
FIGURES = {
    "rings": (4, (text("fine rings"), text("even rings"), text("bold rings"))),
    "waves": (3, (text("fine waves"), text("even waves"), text("bold waves"))),
    "rays": (2, (text("fine rays"), text("even rays"), text("bold rays"))),
    "spirals": (2, (text("fine spirals"), text("even spirals"), text("bold spirals"))),
    "rings and lines": (
        1,
        (text("fine rings and lines"), text("even rings and lines"), text("bold rings and lines")),
    ),
}
JOINS = {"overprint": (3, text("in overprint")), "counterchange": (4, text("in counterchange"))}


@dataclass(frozen=True)
class Moire:
    figure: Option = choice(FIGURES, "what the gratings are")
    pitch: float = number(11, 26, "distance of the lines")
    layers: int = whole(2, 3, "gratings laid over each other, of rings or spirals")
    join: Option = choice(JOINS, "whether crossings add up or cancel out")
    spread: float = number(0.4, 1.0, "how far the gratings are apart")
    night: bool = flag(0.45, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        fine, even, bold = self.figure.words
        return text(
            "{sets} gratings of {figures} {join}, their interference drawing larger figures, {ground}",
            sets=self.sets(),
            figures=fine if self.pitch < 15 else bold if self.pitch > 21 else even,
            join=self.join.words,
            ground=on_ground(dark=self.night),
        )

    def sets(self) -> int:
        """Return how many gratings there are: a third of waves or rays makes the beats too small to see."""
        return 2 if self.figure in ("waves", "rays") else self.layers


@style(
    id="moire",
    name=text("Moiré"),
    about=text("gratings that beat against one another"),
    source="after Bridget Riley, 1963, and Gerald Oster, The Science of Moiré Patterns, 1964",
)
def moire(canvas: Smooth, traits: Moire, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    x, y = pixel_mesh(canvas)
    cx, cy = canvas.centre
    heading = rng.uniform(0, 2 * np.pi)
    # One soft light behind the lines gives the flat pattern a place to look at.
    glow = np.exp(-(((x - cx) ** 2 + (y - cy) ** 2) / (2 * 420.0**2)))
    sheet = shade(glow, [scheme.ground, mix(scheme.ground, scheme.accent, 0.22)])
    across, _ = along_axes(x - cx, y - cy, rng.uniform(0, 2 * np.pi))
    tone = across / 1100 + 0.5
    offset = 40 + 190 * traits.spread
    covers = []
    for layer in range(traits.sets()):
        angle = heading + layer * 2 * np.pi / traits.sets()
        px, py = cx + offset * float(np.cos(angle)), cy + offset * float(np.sin(angle))
        covers.append(_grating(traits, layer, x - px, y - py, heading, canvas.scale))
    inks = scheme.inks
    if traits.join == "counterchange":
        odd = covers[0]
        for cover in covers[1:]:
            odd = odd + cover - 2 * odd * cover
        canvas.paint(blend(sheet, shade(tone, [inks[-1], scheme.accent, inks[-2 % len(inks)]]), odd))
        return
    distinct = list(dict.fromkeys([scheme.accent, *inks[::-1]]))
    for layer, cover in enumerate(covers):
        ink, partner = (distinct[nth % len(distinct)] for nth in (layer, layer + 1))
        sheet = blend(sheet, shade(tone, [ink, ink, mix(ink, partner, 0.5)]), cover * 0.9)
    canvas.paint(sheet)


def _grating(traits: Moire, layer: int, x: Field, y: Field, heading: float, scale: float) -> Field:
    """Return how much of each pixel the lines cover, 0 to 1; x and y are seen from their middle.

    Every grating is a phase whose slope is known, so its edges are clean at every size.
    """
    kind: str = traits.figure
    if kind == "rings and lines":
        kind = "lines" if layer % 2 else "rings"
    # float32 throughout: in double precision, quotients of these numbers would be rounded differently.
    pitch = np.float32(traits.pitch * (1 + 0.04 * layer * traits.spread))
    phase: Field
    steep: Field = np.full((1, 1), 1 / pitch, np.float32)
    if kind in ("lines", "waves"):
        u, v = along_axes(x, y, heading + layer * (0.05 + 0.16 * traits.spread))
        phase = u / pitch
        if kind == "waves":
            swing, bend = np.float32(26 + 60 * traits.spread), np.float32(2 * np.pi / 520)
            phase = phase + swing / pitch * np.sin(v * bend)
            steep = np.sqrt(1 + (swing * bend * np.cos(v * bend)) ** 2) / pitch
    else:
        reach = np.sqrt(x * x + y * y) + 1e-3
        phase = reach / pitch
        if kind != "rings":
            arms = round(2200 / traits.pitch) // 2 * 2 if kind == "rays" else round(700 / traits.pitch)
            twist = np.float32(0 if kind == "rays" else 1 / (traits.pitch * 4))
            turn = np.float32(arms) / np.float32(2 * np.pi) * (-1 if layer % 2 else 1)
            phase = turn * np.arctan2(y, x) + reach * twist
            steep = np.sqrt((turn / reach) ** 2 + twist * twist)
    steep = steep / scale
    # Half of each period is ink.
    cover = inside((0.25 - np.abs(phase - np.rint(phase))) / steep)
    # Where lines are finer than pixels, only their mean can be shown.
    faint = np.clip((steep - 0.35) / 0.5, 0, 1)
    return cover + (0.5 - cover) * faint
