"""Which cells to hide so that no hidden one can be worked out from the others. In: sums per group x item; out: a mask.

Whoever knows the total and all printed groups of a partition knows the sums of the hidden ones together: means of all
x their base - means of the printed x theirs. So the hidden groups of a partition, taken as one, must be a group that
may itself be printed. Where they are not, the smallest printed one is hidden too (Cox 1980; a heuristic).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manyi.stats.estimate.suppress import SMALLEST_BASE

FEWEST = 5  # fewer answers than this are confidential, whatever they say
WAVE = "wave"  # waves do not partition anything printed: each has its own total


@dataclass(frozen=True)
class Sums:
    """Sums over the answers of each group to each item, each (G, k): n unweighted, w, wx, wxx weighted."""

    n: np.ndarray
    w: np.ndarray
    wx: np.ndarray
    wxx: np.ndarray

    def each(self) -> np.ndarray:
        """Return the sums (4, G, k) of each group."""
        return np.stack([self.n, self.w, self.wx, self.wxx])

    def at(self, groups: np.ndarray) -> Sums:
        """Return the sums of some groups, by position."""
        return Sums(*self.each()[:, groups])

    def within(self, groups: np.ndarray) -> np.ndarray:
        """Return the sums (4, k) of some groups together: groups (G, k), True for those included."""
        return np.where(groups, self.each(), 0.0).sum(axis=1)


def confidential(sums: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return which sums (4, ..., k) reveal persons: 1 to 4 of them, or a base below 30 that all gave one answer or that
    has 1 to 4 on one side of a share (share (k,); counted as base x weighted share).

    Nobody counts as well: that none of seven said yes reveals what all seven said.
    """
    n, w, wx, wxx = sums
    mean = wx / np.where(w > 0, w, 1.0)
    alike = wxx / np.where(w > 0, w, 1.0) - mean**2 <= 1e-12 * np.maximum(mean**2, 1e-300)
    few = share & (np.minimum(mean, 1 - mean) * n < FEWEST - 1e-9)
    return (n > 0) & ((n < FEWEST) | ((n < SMALLEST_BASE) & (alike | few)))


def protected(sums: Sums, hidden: np.ndarray, share: np.ndarray, levels: dict[str, int]) -> np.ndarray:
    """Return hidden (G, k) and what must be hidden besides; groups cross the `levels`, the last varying fastest.

    Every line of a crossed table is protected on its own, as its total is printed in another table; what is hidden for
    the sake of a cell must not follow from its other line.
    """
    axes = [place for place, name in enumerate(levels) if name != WAVE and levels[name] > 1]
    cells = np.arange(len(hidden)).reshape(tuple(levels.values()))
    lines = [line for axis in axes for line in np.moveaxis(cells, axis, -1).reshape(-1, cells.shape[axis])]
    result, guarded = hidden.copy(), hidden & confidential(sums.each(), share)
    changed = bool(guarded.any())  # groups that may be printed separately may be printed together
    while changed:
        changed = False
        for line in lines:
            changed |= _hide_in_line(sums, line, result, guarded, share)
    return result


def _hide_in_line(sums: Sums, line: np.ndarray, hidden: np.ndarray, guarded: np.ndarray, share: np.ndarray) -> bool:
    """Hide the smallest printed groups of a line until its hidden ones are safe; return whether any was hidden.

    Changes `hidden` and `guarded`, which of the hidden may not be worked out.
    """
    part, changed = sums.at(line), False
    for _ in line:
        mask = hidden[line] & (part.n > 0)
        printed = ~mask & (part.n > 0)
        single = (mask.sum(axis=0) == 1) & (mask & guarded[line]).any(axis=0)
        open_to_attack = (confidential(part.within(mask), share) | single) & printed.any(axis=0)
        if not open_to_attack.any():
            break
        items = np.flatnonzero(open_to_attack)
        smallest = line[np.where(printed, part.n, np.inf).argmin(axis=0)[items]]
        hidden[smallest, items] = guarded[smallest, items] = changed = True
    return changed
