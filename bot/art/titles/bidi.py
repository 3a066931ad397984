"""The order of characters where scripts of both directions meet.

Source: Unicode Standard Annex 9, "Unicode Bidirectional Algorithm". The comments name its rules.
Titles are one line, and ``clean_title`` removes directional controls, so that the rules for
embeddings, isolates and paragraphs are not needed.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeVar
from unicodedata import bidirectional

_T = TypeVar("_T")

_PAIRS = "()[]{}⁅⁆⁽⁾₍₎❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⸨⸩〈〉《》「」『』【】〔〕〖〗〘〙〚〛（）［］｛｝"
_CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_NEUTRAL = frozenset({"ON", "WS", "S", "B", "LRI", "RLI", "FSI", "PDI"})
_NUMBERS = frozenset({"EN", "AN"})


def base_level(text: str) -> int:
    """Return 1 if the first letter runs from right to left, else 0 (P2, P3)."""
    return next((int(k != "L") for k in map(bidirectional, text) if k in {"L", "R", "AL"}), 0)


def levels(text: str) -> list[int]:
    """Return the embedding level of every character. Those of odd levels run from right to left."""
    base = base_level(text)
    kinds = _resolve_weak(text, "LR"[base])
    _resolve_brackets(text, kinds, "LR"[base])
    _resolve_neutral(kinds, "LR"[base])
    # I1, I2
    raised = ({"L": 0, "R": 1}, {"L": 1, "R": 0})[base]
    return [base + raised.get(kind, 2 - base) for kind in kinds]


def visual_order(levels_of_runs: list[int]) -> list[int]:
    """Return the indices of runs of these levels in the order from left to right (L2)."""
    order = list(range(len(levels_of_runs)))
    for level in range(max(levels_of_runs, default=0), 0, -1):
        for start, end, reverse in _runs([own >= level for own in levels_of_runs]):
            if reverse:
                order[start:end] = order[start:end][::-1]
    return order


def _resolve_weak(text: str, base: str) -> list[str]:
    """Return the bidirectional class of every character, with the rules for weak ones applied (W1–W7)."""
    kinds = [bidirectional(c) or "L" for c in text]
    previous = base
    for i, kind in enumerate(kinds):  # W1
        previous = kinds[i] = previous if kind in {"NSM", "BN"} else kind
    strong = base
    for i, kind in enumerate(kinds):  # W2, W3
        if kind in {"L", "R", "AL"}:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
        if kind == "AL":
            kinds[i] = "R"
    for i in range(1, len(kinds) - 1):  # W4
        before, kind, after = kinds[i - 1 : i + 2]
        if before == after and (kind, before) in {("CS", "EN"), ("CS", "AN"), ("ES", "EN")}:
            kinds[i] = before
    for start, end, kind in list(_runs(kinds)):  # W5, W6
        if kind == "ET":
            beside_number = "EN" in (*kinds[max(0, start - 1) : start], *kinds[end : end + 1])
            kinds[start:end] = ["EN" if beside_number else "ON"] * (end - start)
        elif kind in {"ES", "CS"}:
            kinds[start:end] = ["ON"] * (end - start)
    strong = base
    for i, kind in enumerate(kinds):  # W7
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    return kinds


def _resolve_brackets(text: str, kinds: list[str], base: str) -> None:
    """Give both brackets of a pair the same direction (N0)."""
    for opening, closing in sorted(_bracket_pairs(text, kinds)):
        inside = {_direction_of(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if not inside:
            continue
        found = base
        if base not in inside:
            before = (_direction_of(kind) for kind in reversed(kinds[:opening]))
            found = next(filter(None, before), base)
        for bracket in (opening, closing):
            kinds[bracket] = found
            for i in range(bracket + 1, len(text)):
                if bidirectional(text[i]) != "NSM":
                    break
                kinds[i] = found


def _bracket_pairs(text: str, kinds: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the positions of the opening and the closing bracket of each pair (BD16)."""
    still_open: list[tuple[str, int]] = []
    for i, character in enumerate(text):
        if kinds[i] != "ON":
            continue
        if character in _CLOSING:
            still_open.append((_CLOSING[character], i))
        for depth in range(len(still_open) - 1, -1, -1):
            if still_open[depth][0] == character:
                yield still_open[depth][1], i
                del still_open[depth:]
                break


def _resolve_neutral(kinds: list[str], base: str) -> None:
    """Give spaces and symbols the direction of both neighbours if they agree, else the base one (N1, N2)."""
    neutral = ["N" if kind in _NEUTRAL else kind for kind in kinds]
    for start, end, kind in _runs(neutral):
        if kind == "N":
            before = _direction_of(neutral[start - 1]) if start else base
            after = _direction_of(neutral[end]) if end < len(neutral) else base
            kinds[start:end] = [before if before == after else base] * (end - start)


def _direction_of(kind: str) -> str:
    """Return the direction that a class of characters gives its neighbours; "" for none."""
    return "R" if kind in _NUMBERS else kind if kind in {"L", "R"} else ""


def _runs(kinds: Sequence[_T]) -> Iterator[tuple[int, int, _T]]:
    """Yield start, end and value of each run of equal items."""
    start = 0
    for kind, run in groupby(kinds):
        end = start + len(list(run))
        yield start, end, kind
        start = end
