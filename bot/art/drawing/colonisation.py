"""Space colonisation: branches that grow towards scattered food.

Source: Adam Runions and others, "Modeling and visualization of leaf venation patterns" (2005) and
"Modeling Trees with a Space Colonization Algorithm" (2007): every point of food draws the node
nearest to it, until a branch has reached it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from bot.art.drawing.arrays import Floats

STEP = 5.5
# Share of the food, and how far it is eaten from, in reaches: a few far-off morsels first make
# boughs, the many later ones make twigs.
_STAGES = ((0.06, 1.5), (0.22, 1.25), (1.0, 1.0))
_ROUNDS = 260
_INERTIA = 0.35

Whole = NDArray[np.int64]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Branches:
    """What has grown: nodes about a step apart, all of them later than their parents.

    :ivar points: (n, 2), in units.
    :ivar parent: the node before each, or -1.
    """

    points: Floats
    parent: Whole

    def roots(self) -> Whole:
        """The root that each node has grown from."""
        roots: list[int] = []
        for node, up in enumerate(self.parent.tolist()):
            roots.append(node if up < 0 else roots[up])
        return np.array(roots)

    def depths(self) -> Whole:
        """How many steps each node is away from its root."""
        depths: list[int] = []
        for up in self.parent.tolist():
            depths.append(0 if up < 0 else depths[up] + 1)
        return np.array(depths)

    def ends(self) -> Whole:
        """The nodes where branches end."""
        return np.setdiff1d(np.arange(len(self.parent)), self.parent)

    def loads(self) -> Whole:
        """How many ends each node carries; an end carries itself."""
        loads = np.bincount(self.ends(), minlength=len(self.parent)).tolist()
        for node, up in reversed(list(enumerate(self.parent.tolist()))):
            if up >= 0:
                loads[up] += loads[node]
        return np.array(loads)

    def strokes(self, kinds: Sequence[Kind]) -> dict[Kind, list[list[list[float]]]]:
        """Lines along the branches by kind, given the kind of each node: as few as will do."""
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
    """Grows branches from the roots to the food, both (n, 2) in units; drift pulls all of them.

    Roots next to one another are a trunk, others stand for themselves.

    :param reach: how near a branch must come to its food, in units.
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
            # A new node that brings nobody nearer would be grown again and again.
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
    unit: Floats = vectors / (np.hypot(*vectors.T)[:, None] + 1e-9)
    return unit


def _smoothed(points: Floats, parent: Whole) -> Floats:
    """Steps towards scattered food are ragged, so each node moves towards its parent."""
    smooth, grown = points.copy(), parent >= 0
    for _ in range(4):
        smooth[grown] = 0.5 * smooth[grown] + 0.5 * smooth[parent[grown]]
    return smooth
