"""L-systems: words that grow by a grammar, and the turtle that draws them.

Source: Aristid Lindenmayer, "Mathematical models for cellular interactions in development" (1968);
Przemyslaw Prusinkiewicz and Lindenmayer, "The Algorithmic Beauty of Plants" (1990), for brackets,
the turtle and chance among productions.

For the turtle F is a step, [ and ] enclose a branch, + and - turn, ( and ) turn a little. Every other
letter is an organ, which grows at the turtle's position.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.art.drawing.arrays import Floats
from bot.art.drawing.rng import Rng

_NUDGE = math.radians(7)


@dataclass(frozen=True)
class Walk:
    """The drawing of a turtle that starts at the origin and walks upwards; its first step is 1 long.

    :ivar strokes: by depth of branching, (n, 2) points each.
    :ivar organs: by letter, (n, 3): their x and y, and their headings in radians.
    """

    strokes: dict[int, list[Floats]]
    organs: dict[str, Floats]


def rewritten(word: str, rules: Mapping[str, Sequence[str]], rounds: int, rng: Rng) -> str:
    """Return the word after some rounds; in each, every letter with rules is replaced by one of them."""
    for _ in range(rounds):
        rolls = iter(rng.random_sample(len(word)).tolist())
        word = "".join(
            rules[letter][int(next(rolls) * len(rules[letter]))] if letter in rules else letter
            for letter in word
        )
    return word


def walk(word: str, angle: float, curl: float, shrink: float, rng: Rng) -> Walk:
    """Return what the turtle draws when it follows the word, a little unsteadily.

    :param angle: the angle of a turn, in radians.
    :param curl: how far it turns at every step, in radians.
    :param shrink: the length of a branch's steps, as a share of those of its parent.
    """
    turns = (rng.normal(1, 0.13, len(word)) * angle).tolist()
    bends = (curl + rng.normal(0, 0.025, len(word))).tolist()
    x, y, heading = 0.0, 0.0, math.pi / 2
    stroke = [(x, y)]
    branches = [(0, stroke)]
    organs: dict[str, list[tuple[float, float, float]]] = {}
    held: list[tuple[float, float, float, list[tuple[float, float]]]] = []
    for letter, turn, bend in zip(word, turns, bends, strict=True):
        match letter:
            case "F":
                # Branches bend the way they already lean, and then upwards.
                heading += bend + 0.03 * len(held) * math.cos(heading)
                step = shrink ** len(held)
                x, y = x + math.cos(heading) * step, y + math.sin(heading) * step
                stroke.append((x, y))
            case "+":
                heading += turn
            case "-":
                heading -= turn
            case "(":
                heading += _NUDGE
            case ")":
                heading -= _NUDGE
            case "[":
                held.append((x, y, heading, stroke))
                stroke = [(x, y)]
                branches.append((len(held), stroke))
            case "]":
                x, y, heading, stroke = held.pop()
            case _:
                organs.setdefault(letter, []).append((x, y, heading))
    strokes: dict[int, list[Floats]] = {}
    for depth, points in branches:
        if len(points) > 1:
            strokes.setdefault(depth, []).append(np.array(points))
    return Walk(strokes, {letter: np.array(found) for letter, found in organs.items()})
