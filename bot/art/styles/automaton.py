"""Simple rules, repeated.

Source: Stephen Wolfram, "Statistical mechanics of cellular automata" (1983), for rows that follow
one of 256 rules; David Griffeath's cyclic automaton, as A. K. Dewdney showed it ("Computer
Recreations", 1989), for spirals of states that eat one another in a circle.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.art.drawing import RGB, Flat, Ints, Rng, mix, tones
from bot.art.naming import in_colours
from bot.art.palette import Palette, Scheme
from bot.art.style import Option, choice, flag, style, whole
from bot.i18n.text import Text, text

Bytes = NDArray[np.uint8]
DEPTH, STATES, SPIN = 14, 3, 22
# Rules that neither die out nor repeat at once. Those of tapestries are codes of three states, where
# only the sum of a cell and its two neighbours counts.
RULES = {
    "triangles": (18, 22, 60, 90, 126, 146, 150),
    "chaos": (30, 45, 73, 86, 110, 54),
    "tapestry": (177, 237, 420, 777, 867, 912, 948, 966, 993, 1041, 1074, 1635, 1749, 2040, 2049),
}
# Translators: what a cellular automaton's first row was: one live cell, a few, or all by chance.
STARTS = {
    "one seed": (5, text("grown from one seed")),
    "a few cells": (3, text("grown from a few cells")),
    "a row of chance": (0.3, text("grown from a row of chance")),
}


@dataclass(frozen=True)
class Automaton:
    kind: str = choice({"triangles": 2, "chaos": 1.5, "tapestry": 3, "spirals": 3.5}, "what the rule makes")
    rule: int = whole(0, 839, "which rule of its kind")
    across: str = choice({"100": 1, "125": 3, "200": 3, "250": 1}, "cells along the short side")
    states: int = whole(8, 16, "states in the circle, for spirals")
    changing: bool = flag(0.3, "whether several rules take turns, for rows")
    start: Option = choice(STARTS, "what rows grow from")
    mirrored: bool = flag(0.6, "whether rows are mirrored")
    night: bool = flag(0.5, "whether the ground is dark")

    def describe(self, palette: Palette) -> Text:
        colours = in_colours(palette, dark=self.night)
        if self.kind == "spirals":
            return text(
                "spirals of {states} states that eat one another in a circle, {colours}",
                states=self.states,
                colours=colours,
            )
        rules = set(_rules(self))
        if len(rules) == 1:
            rows = text("rows of cells under rule {number}", number=rules.pop())
        else:
            rows = text("rows of cells under {number} rules in turn", number=len(rules))
        start = self.start.words
        if self.mirrored:
            return text("{rows}, {start}, mirrored, {colours}", rows=rows, start=start, colours=colours)
        return text("{rows}, {start}, {colours}", rows=rows, start=start, colours=colours)


@style(
    id="automaton",
    name=text("Cellular automaton"),
    about=text("simple rules, repeated"),
    source="Stephen Wolfram, 1983; David Griffeath's cyclic automaton, 1989",
)
def automaton(canvas: Flat, traits: Automaton, palette: Palette, rng: Rng) -> None:
    scheme = palette.scheme(dark=traits.night)
    columns, rows = (round(int(traits.across) * side / 1000) for side in (canvas.width, canvas.height))
    if traits.kind == "spirals":
        # The colours go once round, so that the last state looks like its neighbour, the first.
        inks = [scheme.ground, *scheme.inks]
        if scheme.accent in inks[:-1]:
            inks.remove(scheme.accent)
            inks.append(scheme.accent)
        ring = tones([*inks, inks[0]], traits.states + 1)[:-1]
        canvas.cells(_spirals(rows, columns, traits.states, rng), ring)
        return
    half = -(-rows // 2) if traits.mirrored else rows
    grid, stratum = _rows(half, columns, traits, rng)
    picture = _shade(grid) + stratum[:, None] * (DEPTH + STATES - 1)
    if traits.mirrored:
        # What grows from one seed meets its image base to base, as a diamond.
        picture = np.vstack([picture, picture[::-1][rows % 2 :]])
    canvas.cells(picture.astype(np.uint8), _colours(traits, scheme))


def _rules(traits: Automaton) -> list[int]:
    """Return the rules that the strata of rows live under, from the top down."""
    rules = RULES[traits.kind]
    turns = 3 if traits.changing else 1
    return [rules[(traits.rule + nth * (1 + traits.rule % 3)) % len(rules)] for nth in range(turns)]


def _table(rule: int, kind: str) -> Bytes:
    """Return the state that follows each of the 27 neighbourhoods; the left cell counts nine."""
    left, own, right = np.indices((STATES,) * 3).reshape(3, -1)
    if kind == "tapestry":
        after = rule // 3 ** (left + own + right) % 3
    else:
        after = rule >> np.minimum(4 * left + 2 * own + right, 7) & 1
    return after.astype(np.uint8)


def _rows(rows: int, columns: int, traits: Automaton, rng: Rng) -> tuple[Bytes, Ints]:
    """Return (rows, columns) of states, and which rule each row lives under."""
    # At three times the width, whatever wraps around stays out of sight.
    wide = columns * 3
    row = np.zeros(wide, dtype=np.uint8)
    if traits.start == "one seed":
        # A small symmetric seed instead of a single cell gives other figures with the same axis.
        seed = rng.random_sample(4) < 0.4
        seed[0] |= not seed.any()
        middle = wide // 2 + int(rng.randint(-columns // 6, columns // 6 + 1)) * (not traits.mirrored)
        row[middle - 3 : middle + 4] = np.concatenate([seed[:0:-1], seed])
    elif traits.start == "a few cells":
        row[columns + rng.randint(0, columns, 3 + int(rng.randint(5)))] = 1
    else:
        row[:] = rng.random_sample(wide) < 0.3
    tables = [_table(rule, traits.kind) for rule in _rules(traits)]
    cuts = np.sort(rng.uniform(0.2, 0.85, 2))[: len(tables) - 1] * rows
    stratum = np.searchsorted(cuts, np.arange(rows), side="right")
    grid = np.empty((rows, wide), dtype=np.uint8)
    for nth in range(rows):
        grid[nth] = row
        row = tables[stratum[nth]][9 * np.roll(row, 1) + 3 * row + np.roll(row, -1)]
    return grid[:, columns : 2 * columns], stratum


def _shade(grid: Bytes) -> Ints:
    """Return 0 and 1 for the live states, and from 2 on for how many rows a cell has been empty."""
    shade = np.empty(grid.shape, dtype=np.int64)
    age = np.full(grid.shape[1], DEPTH)
    for nth, row in enumerate(grid):
        age = np.where(row > 0, 0, np.minimum(age + 1, DEPTH))
        shade[nth] = np.where(row > 0, row - 1, age + STATES - 2)
    return shade


def _colours(traits: Automaton, scheme: Scheme) -> list[RGB]:
    """Return for each stratum the colours of live cells, then those of empty ones, fading to the ground."""
    inks, tapestry = scheme.others, traits.kind == "tapestry"
    colours: list[RGB] = []
    for nth in range(len(_rules(traits))):
        live = (inks[-1 - nth % len(inks)], scheme.accent)
        live = live if tapestry or traits.rule % 3 else live[::-1]
        glow = inks[0] if tapestry else inks[(traits.rule + nth) % max(1, len(inks) - 1)]
        glow = live[1] if glow == live[0] else glow
        stops = [mix(glow, scheme.ground, 0.05), mix(glow, scheme.ground, 0.5), scheme.ground]
        colours += [*live, *tones(stops, DEPTH)]
    return colours


def _spirals(rows: int, columns: int, states: int, rng: Rng) -> Bytes:
    """Return states of which each was eaten by the next one in the circle, once a neighbour had it."""
    grid = rng.randint(0, states, (rows, columns)).astype(np.uint8)
    for _ in range(SPIN * states):
        after = grid + np.uint8(1)
        after[after == states] = 0
        eaten = np.zeros(grid.shape, dtype=bool)
        eaten[1:] |= grid[:-1] == after[1:]
        eaten[:-1] |= grid[1:] == after[:-1]
        eaten[:, 1:] |= grid[:, :-1] == after[:, 1:]
        eaten[:, :-1] |= grid[:, 1:] == after[:, :-1]
        grid = np.where(eaten, after, grid)
    return grid
