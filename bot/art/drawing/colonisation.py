"""Space colonisation: branches that grow towards scattered food.

Source: Adam Runions and others, "Modeling and visualization of leaf venation patterns" (2005) and
"Modeling Trees with a Space Colonization Algorithm" (2007): every point of food attracts its nearest
node, until a branch has reached it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bot.art.drawing.arrays import Floats, Ints

STEP = 5.5
# Stages of growth: the share of the food that is there, and from how far it is eaten, in reaches. A little
# food eaten from afar makes boughs first; the rest of it makes twigs.
_STAGES = ((0.06, 1.5), (0.22, 1.25), (1.0, 1.0))
_ROUNDS = 260
_INERTIA = 0.35

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Branches:
    """Nodes about a step apart. Every node comes after its parent.

    :ivar points: (n, 2), in units.
    :ivar parent: the index of each node's parent, or -1 for a root.
    """

    points: Floats
    parent: Ints

    def roots(self) -> Ints:
        """Return the root that each node has grown from."""
        roots: list[int] = []
        for node, up in enumerate(self.parent.tolist()):
            roots.append(node if up < 0 else roots[up])
        return np.array(roots)

    def depths(self) -> Ints:
        """Return how many steps each node is away from its root."""
        depths: list[int] = []
        for up in self.parent.tolist():
            depths.append(0 if up < 0 else depths[up] + 1)
        return np.array(depths)

    def ends(self) -> Ints:
        """Return the nodes where branches end."""
        return np.setdiff1d(np.arange(len(self.parent)), self.parent)

    def loads(self) -> Ints:
        """Return how many ends each node carries; an end carries itself."""
        loads = np.bincount(self.ends(), minlength=len(self.parent)).tolist()
        for node, up in reversed(list(enumerate(self.parent.tolist()))):
            if up >= 0:
                loads[up] += loads[node]
        return np.array(loads)

    def strokes(self, kinds: Sequence[Kind]) -> dict[Kind, list[list[list[float]]]]:
        """Return lines along the branches by kind, as few as possible, given the kind of each node."""
        points = self.points.tolist()
        strokes: dict[Kind, list[list[list[float]]]] = {}
        last: dict[int, list[list[float]]] = {}
        for node, up in enumerate(self.parent.tolist()):
            if up < 0:
                continue
            stroke = last.pop(up, None)
            if stroke is None or kinds[up] != kinds[node]:
                stroke = [points[up]]
                strokes.setdefault(kinds[node], []).append(stroke)
            stroke.append(points[node])
            last[node] = stroke
        return strokes


def colonise(roots: Floats, food: Floats, reach: float, drift: Floats | float = 0.0) -> Branches:
    """Return branches grown from the roots to the food, both (n, 2) in units.

    Roots next to one another make a trunk; otherwise each root is a start of its own.

    :param reach: how near a branch must come to its food, in units.
    :param drift: a vector that is added to the direction of every step.
    """
    trunk = len(roots) > 1 and float(np.hypot(*(roots[1] - roots[0]))) < STEP * 2.2
    parents = [np.arange(-1, len(roots) - 1) if trunk else np.full(len(roots), -1)]
    heading = np.gradient(roots, axis=0) / STEP if trunk else np.zeros_like(roots)
    points = roots
    for share, far in _STAGES:
        left = food[: int(len(food) * share)]
        away, owner = cKDTree(points).query(left)
        for _ in range(_ROUNDS):
            hungry = away > reach * far
            left, away, owner = left[hungry], away[hungry], owner[hungry]
            if not len(left):
                break
            pull = (left - points[owner]) / away[:, None] ** 1.25
            drawn, group = np.unique(owner, return_inverse=True)
            pulls = np.stack([np.bincount(group, along) for along in pull.T], axis=1)
            way = _unit(_unit(pulls) + drift + heading[drawn] * _INERTIA)
            fresh = points[drawn] + STEP * way
            after, which = cKDTree(fresh).query(left)
            nearer = after < away - 0.01
            if not nearer.any():
                break
            # A new node that is nearer to no food would be grown again in every round.
            useful = np.zeros(len(fresh), dtype=bool)
            useful[which[nearer]] = True
            number = np.cumsum(useful) - 1 + len(points)
            away = np.where(nearer, after, away)
            owner = np.where(nearer, number[which], owner)
            parents.append(drawn[useful])
            points = np.concatenate([points, fresh[useful]])
            heading = np.concatenate([heading, way[useful]])
    parent = np.concatenate(parents)
    return Branches(_smoothed(points, parent), parent)


def _unit(vectors: NDArray[Any]) -> Floats:
    return vectors / (np.hypot(*vectors.T)[:, None] + 1e-9)


def _smoothed(points: Floats, parent: Ints) -> Floats:
    """Return the points, each moved towards its parent, because steps towards scattered food are ragged."""
    smooth, grown = points.copy(), parent >= 0
    for _ in range(4):
        smooth[grown] = 0.5 * smooth[grown] + 0.5 * smooth[parent[grown]]
    return smooth
